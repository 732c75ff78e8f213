import { chromium } from '@playwright/test';
import { findChromium } from './scripts/support/find-chromium.ts';

const { executablePath, args } = await findChromium();
const browser = await chromium.launch({ executablePath, args });
const [, , widthArg = '1280', scheme = 'light', only = ''] = process.argv;
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
const methods = [
  'first-message',
  'authenticate-message',
  'query-token',
  'query-ticket',
  'cookie',
  'subprotocol',
  'basic',
  'bearer-header',
  'client-certificate',
  'token-refresh',
  '',
];
for (const id of methods) {
  await page.goto('about:blank');
  await page.goto(`https://localhost:24000/methods#${id}`);
  const exhibits = page.locator('.exhibit');
  await exhibits.first().waitFor();
  if (id !== '') await page.locator('.below .exhibit').first().waitFor();
  const scope = id === '' ? page.locator('#every-exhibits .exhibit') : page.locator('.below .exhibit');
  for (const exhibit of await scope.all()) {
    const name = await exhibit.getAttribute('data-attack');
    if (only && !only.split(',').includes(name ?? '')) continue;
    const start = Date.now();
    for (const button of await exhibit.locator('.play').all()) await button.click();
    await exhibit.locator('.what-changed summary').click();
    await page.waitForFunction(
      (n) =>
        [...document.querySelectorAll(`[data-attack="${n}"] .verdict`)].every((v) =>
          /succeeded|failed|not be tried/.test(v.textContent ?? ''),
        ),
      name,
      { timeout: 60000 },
    );
    await page.waitForTimeout(300);
    console.log(name, Date.now() - start, await exhibit.locator('.verdict').allTextContents());
    await exhibit.screenshot({ path: `/tmp/xs/${name}-${width}-${scheme}.png` });
  }
}
await browser.close();
