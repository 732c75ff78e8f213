/** How long a connection lasts: to the end of its session or token. */
import type { Page } from '@playwright/test';
import { createLab } from '../../server/lab/lab.ts';
import { createLog } from '../../server/observe/log.ts';
import { accessibilityFindings } from './axe.ts';
import { openComparison } from './comparison.ts';
import { type Demo, expect, openDemo, test } from './fixtures.ts';

async function connectWithTicket(page: Page, url: string): Promise<Demo> {
  const demo = await openDemo(page, url);
  await demo.preset('fresh ticket').click();
  await expect(demo.token).toHaveValue(/^[\w-]{43}$/);
  await demo.connect.click();
  await expect(demo.explanation).toContainText('Authenticated as alice');
  return demo;
}

test('C26 signing out in one tab closes the socket in another, and nobody else’s', async ({
  page,
  lab,
  context,
  browser,
}) => {
  const demo = await connectWithTicket(page, lab.urls.page);
  // A person at another machine, who signed in there.
  const elsewhere = await browser.newContext({ ignoreHTTPSErrors: true });
  const other = await connectWithTicket(await elsewhere.newPage(), lab.urls.page);
  const secondTab = await context.newPage();
  const second = await connectWithTicket(secondTab, lab.urls.page);
  await expect(demo.state).toHaveText('Connected');

  await second.disconnect.click();
  await expect(secondTab.locator('#signed-in')).toContainText('Signed in as alice.');
  await second.button('Sign out').click();
  await expect(second.retry).toHaveText('Signed out.');
  await expect(second.button('Sign out')).toBeHidden();
  await expect(second.connect).toBeFocused();
  await expect(demo.output).toHaveText('Disconnected. session ended', { timeout: 1000 });
  await expect(demo.explanation).toContainText('You signed out');
  await expect(demo.retry).toHaveText(/does not try again by itself/);
  await expect(demo.button('Sign out')).toBeHidden();

  await other.message.fill('still here');
  await other.send.click();
  await expect(other.output).toHaveText('{"msg":"still here"}');
  await elsewhere.close();
});

test('C26 signing out ends the connection of this tab, too, and the picture shows both', async ({
  page,
  lab,
}) => {
  const demo = await connectWithTicket(page, lab.urls.page);
  expect(await accessibilityFindings(page)).toEqual([]);
  await demo.button('Sign out').click();
  await expect(demo.output).toHaveText('Disconnected. session ended');
  const row = (name: RegExp) => page.getByRole('list', { name: 'On the wire' }).getByRole('button', { name });
  await expect(row(/client to auth: sign out, DELETE \/auth\/session$/)).toHaveCount(1);
  await expect(row(/auth to client: answer of the auth server, 204: signed out$/)).toHaveCount(1);
  await expect(
    row(/server to client: close frame, .* close 3000 session ended, server ends it$/),
  ).toHaveCount(1);
});

test('C26 a token that runs out ends its connection, though nothing is sent', async ({ page }) => {
  let passed = 0;
  let hurries = false;
  const log = createLog('info', {
    write(line) {
      if (hurries && line.includes('access token issued')) passed = 58_000;
    },
  });
  const lab = createLab({ port: 0, demo: true }, log, () => Date.now() + passed);
  await lab.listen();
  const { open, cell } = await openComparison(page, lab.urls.page);
  await open('token-refresh');
  // The row's own run needs a token, too.
  await expect(cell('token-refresh', 'Valid credential')).toContainText('✓ let in');
  hurries = true;
  const life = page.getByRole('region', { name: 'A token’s life' });
  await life.getByRole('button', { name: 'Connect', exact: true }).click();
  await expect(life).toContainText('Closed: 3008, token expired.');
  await lab.close();
});
