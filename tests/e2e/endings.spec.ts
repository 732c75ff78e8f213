import { AUTHENTICATED_TEXT } from '../../protocol/messages.ts';
import { closes } from '../../protocol/outcomes.ts';
import {
  expect,
  expectRows,
  failedHandshake,
  missedLab,
  missedLater,
  missedTrace,
  openDemo,
  test,
} from './fixtures.ts';
import { startStallingServer } from './stalling-server.ts';

test('Disconnect ends the connection, and Connect opens another, with a log of its own', async ({ demo }) => {
  await demo.connect.click();
  await expect(demo.state).toHaveText('Connected');
  await demo.disconnect.click();
  await expect(demo.output).toHaveText('Disconnected.');
  await expect(demo.state).toHaveText('Disconnected');
  await expect(demo.explanation).toHaveText('You ended the connection.');
  await expect(demo.log.locator('.closed')).toContainText('code 1000');
  await expect(demo.send).toBeDisabled();

  await demo.connect.click();
  await expect(demo.output).toHaveText(AUTHENTICATED_TEXT);
  // The log is of this run alone.
  await expect(demo.log.locator('.opening')).toHaveCount(1);
  await expect(demo.log.locator('.closed')).toHaveCount(0);
});

test('a server that goes away says so', async ({ page, ownLab, complaints }) => {
  // The page tries to come back.
  complaints.expect(failedHandshake);
  complaints.expect(missedLater);
  complaints.expect(missedTrace);
  const demo = await openDemo(page, ownLab.urls.page);
  await demo.connect.click();
  await expect(demo.state).toHaveText('Connected');
  await ownLab.close();
  await expect(demo.output).toHaveText('Disconnected. server shutting down');
  await expect(demo.explanation).toHaveText(`${closes.shuttingDown.words} (Close code 1001.)`);
});

test('a server out of reach gets an explanation and a link to open', async ({ page, ownLab, complaints }) => {
  complaints.expect(failedHandshake);
  complaints.expect(missedLater);
  complaints.expect(missedTrace);
  const demo = await openDemo(page, ownLab.urls.page);
  // Also what is loaded behind the page.
  await page.waitForLoadState('networkidle');
  await ownLab.close();
  await demo.connect.click();
  await expect(demo.output).toHaveText('Error: the connection could not be opened.');
  await expect(demo.state).toHaveText('Disconnected');
  await expect(demo.explanation).toContainText('close code 1006');
  const link = page.getByRole('link', { name: /^Open https:\/\/.* in a new tab$/ });
  await expect(link).toHaveAttribute('href', new URL(ownLab.urls.page).origin);
  await expect(link).toHaveAttribute('target', '_blank');
  await expect(page.locator('#advice')).toContainText('certificate');

  // Nothing in the picture reaches a server, for nothing did.
  await expectRows(demo, [
    /server: .*no report from the server$/,
    /client to server: HTTP request, GET \/ · Upgrade: websocket, no answer$/,
    /client: .*browser: 1006, no reason$/,
  ]);
  const reach = await page.evaluate(() => {
    const right = (selector: string) =>
      [...document.querySelectorAll(selector)].map((one) => one.getBoundingClientRect().right);
    return { arrows: Math.max(...right('.row .arrow')), server: right('.life-lines path')[1] ?? 0 };
  });
  expect(reach.arrows).toBeLessThan(reach.server - 20);
});

test('the advice goes with the next attempt', async ({ page, demo, complaints }) => {
  complaints.expect(failedHandshake);
  complaints.expect(missedLater);
  complaints.expect(missedTrace);
  await page.waitForLoadState('networkidle');
  await page.context().setOffline(true);
  await demo.connect.click();
  await expect(page.locator('#advice')).toBeVisible();
  await page.context().setOffline(false);
  await demo.connect.click();
  await expect(demo.state).toHaveText('Connected');
  await expect(page.locator('#advice')).toBeHidden();
});

test('a handshake without an answer can be stopped', async ({ page, complaints }) => {
  complaints.expect(failedHandshake);
  complaints.expect(missedTrace);
  complaints.expect(missedLab);
  const server = await startStallingServer('handshake');
  try {
    const demo = await openDemo(page, server.url);
    await demo.connect.click();
    await expect(demo.state).toHaveText('Connecting');
    await expect(demo.connect).toBeDisabled();
    await expect(demo.send).toBeDisabled();
    await demo.disconnect.click();
    await expect(demo.output).toHaveText('Disconnected.');
    await expect(demo.explanation).toHaveText('You stopped it before the connection was open.');
    await expect(page.locator('#advice')).toBeHidden();
  } finally {
    server.close();
  }
});

test('until the server has answered the token, nothing can be sent', async ({ page, complaints }) => {
  complaints.expect(missedTrace);
  complaints.expect(missedLab);
  const server = await startStallingServer('authentication');
  try {
    const demo = await openDemo(page, server.url);
    await demo.connect.click();
    await expect(demo.state).toHaveText('Authenticating');
    await expect(demo.log.locator('.sent')).toHaveCount(1);
    await expect(demo.send).toBeDisabled();
    await expect(demo.token).not.toBeEditable();
    await demo.disconnect.click();
    await expect(demo.state).toHaveText('Disconnected');
    await expect(demo.token).toBeEditable();
  } finally {
    server.close();
  }
});
