import { chromium } from '@playwright/test';
import { findChromium } from './scripts/support/find-chromium.ts';

const { executablePath, args } = await findChromium();
const browser = await chromium.launch({ executablePath, args });
const [, , widthArg = '1280', scheme = 'light', only = 'all'] = process.argv;
const width = Number(widthArg);
const page = await browser.newPage({
  ignoreHTTPSErrors: true,
  viewport: { width, height: 900 },
  colorScheme: scheme as 'light' | 'dark',
});
page.on('console', (m) => {
  if (m.type() === 'error') console.log('console:', m.text());
});
page.on('pageerror', (e) => console.log('pageerror:', e.message));
await page.goto('https://localhost:24000/board');
await page.waitForTimeout(1500);
await page.screenshot({ path: `/tmp/xs/board-0-${width}-${scheme}.png`, fullPage: true });
if (only !== 'none') {
  const press = async (name: string, index: number) => {
    const b = page.locator(`[data-attack="${name}"] .play`).nth(index);
    await b.click();
  };
  const done = (name: string, index: number) =>
    page.waitForFunction(
      ([n, i]) =>
        /succeeded|failed|not be tried/.test(
          document.querySelectorAll(`[data-attack="${n}"] .verdict`)[i as number]?.textContent ?? '',
        ),
      [name, index],
      { timeout: 60000 },
    );
  await press('silent-hoard', 0);
  await done('silent-hoard', 0);
  await press('silent-hoard', 1);
  await done('silent-hoard', 1);
  await page.waitForTimeout(1500);
  await page.screenshot({ path: `/tmp/xs/board-1-${width}-${scheme}.png` });
  await press('flood', 0);
  await press('flood', 1);
  await page.waitForTimeout(2000);
  console.log(await page.locator('.verdict').allTextContents());
  await done('flood', 0);
  await page.screenshot({ path: `/tmp/xs/board-2-${width}-${scheme}.png` });
  await done('flood', 1);
  await page.waitForTimeout(1000);
  await page.screenshot({ path: `/tmp/xs/board-3-${width}-${scheme}.png` });
  await press('crowded-out', 0);
  await done('crowded-out', 0);
  await press('crowded-out', 1);
  await done('crowded-out', 1);
  await page.screenshot({ path: `/tmp/xs/board-4-${width}-${scheme}.png`, fullPage: true });
  console.log(
    await page.locator('.verdict').allTextContents(),
    await page.locator('.held').allTextContents(),
  );
}
await browser.close();
