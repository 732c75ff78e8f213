import { accessibilityFindings } from './axe.ts';
import { openComparison } from './comparison.ts';
import { expect, test } from './fixtures.ts';

test('a word of the glossary explains itself when it is pointed at, reached by Tab or tapped, and Escape closes it', async ({
  page,
  lab,
  browser,
}) => {
  const { cell } = await openComparison(page, lab.urls.page);
  const tip = page.getByRole('tooltip');
  const word = page
    .locator('.term')
    .filter({ hasText: /^CSRF token$/i })
    .first();
  await word.hover();
  await expect(tip).toContainText('A secret that only the server’s own pages know.'.replace('’', "'"));
  // From the word to its explanation, and it stays.
  await tip.hover();
  await expect(tip).toBeVisible();
  await page.locator('h1').hover();
  await expect(tip).toBeHidden();

  // What is a stop for Tab is named and described; the same word again is no second stop.
  const stop = page.getByRole('button', { name: 'CSRF token', exact: true });
  await expect(stop).toHaveCount(1);
  await stop.focus();
  await expect(stop).toHaveAccessibleDescription(/A secret that only/);
  expect(await accessibilityFindings(page)).toEqual([]);
  const box = await tip.boundingBox();
  expect(box && box.x >= 0 && box.x + box.width <= 1280).toBe(true);
  await page.keyboard.press('Escape');
  await expect(tip).toBeHidden();
  await expect(stop).toBeFocused();

  // What comes later is marked, too, and the words of the page are what they were.
  await expect(cell('cookie', 'Attack and fix')).toContainText('fix: exact Origin and CSRF token');
  await page.locator('#query-token').click();
  await expect(page.locator('.panel-pair .term').first()).toBeVisible();

  const phone = await browser.newContext({
    hasTouch: true,
    viewport: { width: 360, height: 740 },
    ignoreHTTPSErrors: true,
  });
  const touched = await phone.newPage();
  await touched.goto(new URL('docs/methods/cookie', lab.urls.page).href);
  await touched.locator('.term').first().tap();
  await expect(touched.getByRole('tooltip')).toBeVisible();
  expect(await touched.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(360);
  await touched.locator('h1').tap();
  await expect(touched.getByRole('tooltip')).toBeHidden();
  await phone.close();
});
