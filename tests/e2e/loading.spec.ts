/** What a page does while its script is still on the way. */
import type { Page } from '@playwright/test';
import { expect, test } from './fixtures.ts';
import { layoutShift } from './layout-shift.ts';

const widths = [390, 1280];

/** Shows a page before its script has come: its buttons stand there, and none can be pressed. */
async function expectNoEarlyPress(page: Page, address: string): Promise<void> {
  let release = () => {};
  const released = new Promise<void>((resolve) => {
    release = resolve;
  });
  const scripts = /\.js$/;
  await page.route(scripts, (route) => released.then(() => route.continue()));
  await page.goto(address, { waitUntil: 'commit' });
  await page.locator('main h1').first().waitFor();
  const body = page.locator('body');
  const language = page.locator('#language');
  await expect(body).toHaveAttribute('inert');
  await expect(language).toBeDisabled();
  release();
  await expect(body).not.toHaveAttribute('inert');
  await expect(language).toBeEnabled();
  await page.unroute(scripts);
}

/** Has each script and answer arrive only after the browser has drawn what there was before it. */
async function arriveLate(page: Page): Promise<void> {
  await page.route(/\.js$|\/api\/lab$/, async (route) => {
    // The page may have been left meanwhile.
    await page
      .evaluate(() => new Promise((drawn) => requestAnimationFrame(() => setTimeout(drawn))))
      .catch(() => {});
    await route.continue();
  });
}

const pages = [
  { path: '', ready: '#endpoint:not(:empty)' },
  { path: 'methods', ready: '#table tr' },
  { path: 'channels', ready: '.pane' },
  { path: 'board', ready: '#board section:not([hidden])' },
];

for (const { path, ready } of pages) {
  test(`nothing of /${path} moves while it loads slowly, and takes no press that would be lost`, async ({
    page,
    lab,
  }) => {
    await expectNoEarlyPress(page, lab.urls.page + path);
    await arriveLate(page);
    for (const width of widths) {
      await page.setViewportSize({ width, height: 800 });
      await page.goto(lab.urls.page + path);
      await page.locator(ready).first().waitFor();
      await page.evaluate(() => document.fonts.ready);
      expect(await layoutShift(page), `at ${width} px`).toBeLessThan(0.05);
    }
  });
}

test('what comes behind the page moves none of the stories that somebody is aiming at', async ({
  page,
  lab,
}) => {
  let release = () => {};
  const released = new Promise<void>((resolve) => {
    release = resolve;
  });
  await page.route(/\/extras[^/]*\.js$/, (route) => released.then(() => route.continue()));
  await page.setViewportSize({ width: 800, height: 600 });
  await page.goto(lab.urls.page);
  const last = page.locator('#stories button').last();
  const top = () => last.evaluate((button) => button.getBoundingClientRect().top + scrollY);
  await expect(page.locator('body')).not.toHaveAttribute('inert');
  await page.evaluate(() => document.fonts.ready);
  const before = await top();
  release();
  await page.locator('.read-more').waitFor();
  expect(await top()).toBe(before);
});
