import { AUTHENTICATED_TEXT } from '../../protocol/messages.ts';
import { accessibilityFindings } from './axe.ts';
import { expect, failedHandshake, missedLater, missedTrace, test } from './fixtures.ts';

test('the whole story goes by keyboard alone', async ({ page, demo }) => {
  for (const name of ['Demo', 'Methods', 'Channels', 'Board', 'Class', 'Documents']) {
    await page.keyboard.press('Tab');
    await expect(page.getByRole('link', { name, exact: true })).toBeFocused();
  }
  await page.keyboard.press('Tab');
  await expect(page.getByRole('button', { name: 'Italiano' })).toBeFocused();
  await page.keyboard.press('Tab');
  await expect(demo.token).toBeFocused();
  for (const name of ['valid', 'wrong', 'empty', 'fresh ticket']) {
    await page.keyboard.press('Tab');
    await expect(demo.preset(name)).toBeFocused();
  }
  await page.keyboard.press('Tab');
  await expect(demo.connect).toBeFocused();
  await page.keyboard.press('Enter');
  await expect(demo.output).toHaveText(AUTHENTICATED_TEXT);

  await expect(demo.message).toBeFocused();
  await page.keyboard.type('hello');
  await page.keyboard.press('Enter');
  await expect(demo.output).toHaveText('{"msg":"hello"}');
  await page.keyboard.type('again');
  await page.keyboard.press('Enter');
  await expect(demo.output).toHaveText('{"msg":"again"}');

  await page.keyboard.press('Shift+Tab');
  await expect(demo.disconnect).toBeFocused();
  await page.keyboard.press('Enter');
  await expect(demo.output).toHaveText('Disconnected.');
  await expect(demo.connect).toBeFocused();
});

test('Enter in the token field connects; after a refusal the field can be corrected at once', async ({
  page,
  demo,
}) => {
  await demo.token.fill('wrong');
  await page.keyboard.press('Enter');
  await expect(demo.output).toHaveText('Disconnected. unauthenticated');
  await expect(demo.token).toBeFocused();
});

test('after a refusal the focus is back on Connect', async ({ page, demo }) => {
  await demo.preset('wrong').click();
  await demo.connect.focus();
  await page.keyboard.press('Enter');
  await expect(demo.output).toHaveText('Disconnected. unauthenticated');
  await expect(demo.connect).toBeFocused();
});

test('an Enter that is held down acts once', async ({ page, demo }) => {
  await demo.connect.focus();
  await page.keyboard.down('Enter');
  await expect(demo.message).toBeFocused();
  await page.keyboard.down('Enter');
  await page.keyboard.up('Enter');
  await demo.message.fill('once');
  await page.keyboard.press('Enter');
  await expect(demo.output).toHaveText('{"msg":"once"}');
  await expect(demo.log.locator('.sent')).toHaveCount(2);
});

test('what has the focus is seen to have it', async ({ page, demo }) => {
  await page.getByRole('button', { name: 'Italiano' }).focus();
  await page.keyboard.press('Tab');
  await expect(demo.token).toHaveCSS('outline-style', 'solid');
  await expect(demo.token).toHaveCSS('outline-width', '3px');
});

test('nothing is cut off at the side from 360 px to a projector, whatever is received', async ({
  page,
  demo,
}) => {
  await demo.connect.click();
  await expect(demo.state).toHaveText('Connected');
  await demo.message.fill('x'.repeat(500));
  await demo.send.click();
  await expect(demo.output).toContainText('xxx');
  for (const width of [360, 390, 768, 1280, 1920]) {
    await page.setViewportSize({ width, height: 844 });
    const cutOff = () =>
      page.evaluate(() =>
        [document.documentElement, ...document.querySelectorAll('body *:not(input)')]
          .filter((element) => element.scrollWidth > element.clientWidth && element.clientWidth > 0)
          .map((element) => element.outerHTML.slice(0, 80)),
      );
    // The diagram is laid out anew in the frame after.
    await expect.poll(cutOff, `${width} px`).toEqual([]);
  }
});

test('no text is smaller than 16 px, in the diagram 14 px', async ({ page, demo }) => {
  await demo.connect.click();
  await expect(demo.state).toHaveText('Connected');
  await expect(demo.rows).not.toHaveCount(0);
  const smallest = (selector: string) =>
    page.evaluate((all) => {
      const sizes = [...document.querySelectorAll(all)].map((one) => getComputedStyle(one).fontSize);
      return Math.min(...sizes.map((size) => Number.parseFloat(size)));
    }, selector);
  for (const width of [360, 1280]) {
    await page.setViewportSize({ width, height: 844 });
    expect(await smallest('body *:not(svg *)')).toBeGreaterThanOrEqual(16);
    expect(await smallest('svg text')).toBeGreaterThanOrEqual(14);
  }
});

test('a dark scheme is followed', async ({ page, demo }) => {
  await expect(demo.connect).toBeVisible();
  const body = page.locator('body');
  await page.emulateMedia({ colorScheme: 'light' });
  await expect(body).toHaveCSS('background-color', 'rgb(251, 251, 250)');
  await page.emulateMedia({ colorScheme: 'dark' });
  await expect(body).toHaveCSS('background-color', 'rgb(21, 22, 26)');
  await expect(body).toHaveCSS('color', 'rgb(236, 236, 241)');
});

test('axe finds nothing in any state', async ({ page, demo, complaints }) => {
  complaints.expect(failedHandshake);
  complaints.expect(missedLater);
  complaints.expect(missedTrace);
  expect(await accessibilityFindings(page), 'before').toEqual([]);

  await demo.connect.click();
  await expect(demo.state).toHaveText('Connected');
  expect(await accessibilityFindings(page), 'connected').toEqual([]);
  await demo.disconnect.click();

  await demo.preset('wrong').click();
  await demo.connect.click();
  await expect(demo.output).toHaveText('Disconnected. unauthenticated');
  expect(await accessibilityFindings(page), 'refused').toEqual([]);

  await page.context().setOffline(true);
  await demo.connect.click();
  await expect(page.locator('#advice')).toBeVisible();
  expect(await accessibilityFindings(page), 'failed').toEqual([]);
});
