/** Takes the pictures of README: both stories, wide and narrow, of the built page and the real server. */
import { fileURLToPath } from 'node:url';
import { chromium, type Locator, type Page } from '@playwright/test';
import { AUTHENTICATED_TEXT } from '../protocol/messages.ts';
import { createLab } from '../server/lab.ts';
import { findChromium } from './find-chromium.ts';

const images = new URL('../docs/images/', import.meta.url);
const shownOrigin = 'https://localhost:5678';

const sizes = [
  { name: 'wide', width: 1280, height: 820 },
  { name: 'narrow', width: 390, height: 844 },
];

const stories: Record<string, (page: Page) => Promise<void>> = {
  async valid(page) {
    await page.getByRole('button', { name: 'Connect', exact: true }).click();
    await page.getByText(AUTHENTICATED_TEXT).first().waitFor();
    await page.getByLabel('Message').fill('hello');
    await page.getByRole('button', { name: 'Send' }).click();
    await rowsOf(page).nth(9).waitFor();
    await rowsOf(page).nth(3).click();
  },
  async invalid(page) {
    await page.getByRole('button', { name: 'wrong', exact: true }).click();
    await page.getByRole('button', { name: 'Connect', exact: true }).click();
    await rowsOf(page).nth(10).waitFor();
  },
};

/** The diagram's rows: a story has been told when its last one is there. */
function rowsOf(page: Page): Locator {
  return page.getByRole('list', { name: 'On the wire' }).getByRole('button');
}

const lab = createLab({ port: 0, demo: true, logLevel: 'silent' });
await lab.listen();
const { executablePath, args } = await findChromium();
const browser = await chromium.launch({
  executablePath,
  // Any free port serves; the pictures show the one a reader will see.
  args: [...args, `--host-resolver-rules=MAP ${new URL(shownOrigin).host} ${new URL(lab.urls.page).host}`],
});

for (const { name, width, height } of sizes) {
  for (const [story, tell] of Object.entries(stories)) {
    const page = await browser.newPage({
      viewport: { width, height },
      deviceScaleFactor: 2,
      colorScheme: 'light',
      ignoreHTTPSErrors: true,
    });
    await page.goto(`${shownOrigin}/`);
    await tell(page);
    await page.mouse.move(0, 0);
    const path = fileURLToPath(new URL(`demo-${story}-${name}.png`, images));
    await page.screenshot({ path, fullPage: true });
    await page.close();
  }
}

await browser.close();
await lab.close();
