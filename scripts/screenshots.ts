/**
 * Takes the pictures for the README from the pages that `npm run dev` serves: two stories, wide and narrow, the stage,
 * channels and the board.
 */
import { fileURLToPath } from 'node:url';
import { chromium, type Locator, type Page } from '@playwright/test';
import { AUTHENTICATED_TEXT } from '../protocol/messages.ts';
import { findChromium } from './support/find-chromium.ts';
import { readFlags, runScript } from './support/flags.ts';
import { startProgram } from './support/program.ts';

const images = new URL('../docs/images/', import.meta.url);
const shownOrigin = 'https://localhost:5678';

const sizes = [
  { name: 'wide', width: 1280, height: 820 },
  { name: 'narrow', width: 390, height: 844 },
] as const;

const stories: Record<string, (page: Page) => Promise<void>> = {
  async valid(page) {
    await page.getByRole('button', { name: 'Connect', exact: true }).click();
    await page.getByText(AUTHENTICATED_TEXT).first().waitFor();
    await page.getByLabel('Message', { exact: true }).fill('hello');
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

/** The rows of the diagram. A story is complete when its last row is there. */
function rowsOf(page: Page): Locator {
  return page.getByRole('list', { name: 'On the wire' }).getByRole('button');
}

/** Silent sockets on the weak twin, where they stay, and then on the server, where they are swept. */
async function tellBoard(page: Page): Promise<void> {
  const exhibit = page.locator('.exhibit').filter({ hasText: 'silent-hoard' });
  for (const [index, position] of ['weak twin', 'with the fix'].entries()) {
    await exhibit.getByRole('button', { name: position }).click();
    await exhibit
      .locator('.verdict')
      .nth(index)
      .and(page.locator('[data-tone]'))
      .waitFor({ timeout: 60_000 });
  }
  await page.locator('.figures dd').first().filter({ hasText: /^0$/ }).waitFor();
}

await runScript(async () => {
  readFlags({});
  const lab = await startProgram([], 'scripts/dev.js');
  const { executablePath, args } = await findChromium();
  const browser = await chromium.launch({
    executablePath,
    // The server has any free port; the pictures show the default one.
    args: [...args, `--host-resolver-rules=MAP ${new URL(shownOrigin).host} ${new URL(lab.url).host}`],
  });

  const look = { deviceScaleFactor: 2, colorScheme: 'light', ignoreHTTPSErrors: true } as const;

  const fileOf = (name: string) => fileURLToPath(new URL(`${name}.png`, images));

  for (const { name, ...viewport } of sizes) {
    for (const [story, tell] of Object.entries(stories)) {
      const page = await browser.newPage({ viewport, ...look });
      await page.goto(`${shownOrigin}/`);
      await tell(page);
      await page.mouse.move(0, 0);
      await page.screenshot({ path: fileOf(`demo-${story}-${name}`), fullPage: true });
      await page.close();
    }
  }

  const [{ name, ...viewport }] = sizes;
  for (const [file, address] of [
    ['stage', '/#story=early-message&view=stage'],
    ['channels', '/channels#story=cut-line&view=stage'],
  ] as const) {
    const stage = await browser.newPage({ viewport, ...look });
    await stage.goto(`${shownOrigin}${address}`);
    await stage.locator('[data-run="ended"]').waitFor();
    await stage.screenshot({ path: fileOf(file) });
  }

  const board = await browser.newPage({ viewport, ...look });
  // At its real address, because the exhibits answer only to pages of this server.
  await board.goto(new URL('board', lab.url).href);
  await tellBoard(board);
  await board.screenshot({ path: fileOf(`board-${name}`) });

  await browser.close();
  await lab.stop();
});
