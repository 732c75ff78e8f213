/** What is saved is what was seen, in its pixels. */
import { readFile } from 'node:fs/promises';
import type { Page } from '@playwright/test';
import type { StoryId } from '../../client/demo/stories.ts';
import { expect, test } from './fixtures.ts';
import { differences, regionsOf } from './pixels.ts';
import { untilTold } from './stage-page.ts';

/** So high that no row is scrolled out of view. */
const viewport = { width: 1280, height: 1500 };

/** Pixels of a PNG per pixel of the page; screenshots are made to have as many. */
const SCALE = 2;

/** Pixels of the page around a saved picture. */
const MARGIN = 16;

/** Of what can be seen of a word: less is how the browser smooths its edges, more is another word. */
const MOST_DIFFERENT = 0.3;

test.use({ viewport, deviceScaleFactor: SCALE });

async function save(page: Page, name: string): Promise<Buffer> {
  await page.getByText('save…').click();
  const [download] = await Promise.all([
    page.waitForEvent('download'),
    page.getByRole('button', { name }).click(),
  ]);
  return readFile(await download.path());
}

const saved: Readonly<Record<'light' | 'dark', readonly StoryId[]>> = {
  light: ['wrong-token', 'ticket-twice'],
  dark: ['early-message'],
};

for (const colorScheme of ['light', 'dark'] as const) {
  for (const id of saved[colorScheme]) {
    test(`SVG and PNG of ${id} hold every word that the page shows, and no highlight (${colorScheme})`, async ({
      page,
      context,
      lab,
    }) => {
      test.setTimeout(120_000);
      await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' });
      await page.goto(`${lab.urls.page}#story=${id}`);
      await untilTold(page, id);
      const { whole, texts } = await regionsOf(page);
      const clip = { x: whole.x, y: whole.y, width: whole.width, height: whole.height };
      const seen = (await page.screenshot({ clip })).toString('base64');

      // Saved while one row is open and the pointer is on another.
      const rows = page.getByRole('list', { name: 'On the wire' }).getByRole('button');
      await rows.nth(3).click();
      await expect(rows.nth(3)).toHaveAttribute('aria-expanded', 'true');
      const svg = (await save(page, 'Save as SVG')).toString();
      const png = (await save(page, 'Save as PNG')).toString('base64');

      const alone = await context.newPage();
      await alone.setViewportSize({
        width: Math.ceil(whole.width) + 2 * MARGIN,
        height: Math.ceil(whole.height) + 2 * MARGIN,
      });
      await alone.setContent(`<style>body{margin:0}img{display:block}</style><img>`);
      await alone.evaluate(async (source) => {
        const image = document.querySelector('img');
        if (!image) return;
        image.src = `data:image/svg+xml;charset=utf-8,${encodeURIComponent(source)}`;
        await image.decode();
      }, svg);
      const drawn = (await alone.screenshot()).toString('base64');

      const regions = [...texts, { ...whole, x: 0, y: 0, text: 'the picture as a whole' }];
      expect(regions.length).toBeGreaterThan(15);
      const scaled = regions.map(({ text, x, y, width, height }) => ({
        text,
        x: SCALE * x,
        y: SCALE * y,
        width: SCALE * width,
        height: SCALE * height,
      }));
      for (const [name, found] of [
        ['SVG', drawn],
        ['PNG', png],
      ] as const) {
        const shares = await differences(alone, seen, found, scaled, SCALE * MARGIN);
        for (const { text, share } of shares) {
          expect.soft(share, `${name}: how much of "${text}" differs`).toBeLessThan(MOST_DIFFERENT);
        }
      }
    });
  }
}

test('a picture without its words would be noticed', async ({ page }) => {
  await page.setContent('<style>body{margin:0}</style><p id="one">words</p>');
  const shot = async () =>
    (await page.screenshot({ clip: { x: 0, y: 0, width: 200, height: 60 } })).toString('base64');
  const withWords = await shot();
  await page.locator('#one').evaluate((one) => one.remove());
  const region = { text: 'words', x: 4, y: 24, width: 120, height: 60 };
  const [missing] = await differences(page, withWords, await shot(), [region], 0);
  expect(missing?.share).toBeGreaterThan(0.9);
});
