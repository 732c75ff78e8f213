/** The pages in Italian: chosen by the browser, the address or the switch, and as complete as in English. */
import { html } from '../../client/words/it/html.ts';
import { stories } from '../../client/words/it/stories.ts';
import { accessibilityFindings } from './axe.ts';
import { expect, test } from './fixtures.ts';
import { layoutShift } from './layout-shift.ts';

const pages = [
  { path: '', ready: '#endpoint:not(:empty)', title: html.index.title },
  { path: 'methods', ready: '#table tr', title: html.methods.title },
  { path: 'channels', ready: '.pane', title: html.channels.title },
  { path: 'board', ready: '#board section:not([hidden])', title: html.board.title },
];

test.describe('a browser that prefers Italian', () => {
  test.use({ locale: 'it-IT' });

  test('gets every page in Italian, which fits, holds still and is accessible', async ({ page, lab }) => {
    for (const { path, ready, title } of pages) {
      for (const width of [1280, 360]) {
        await page.setViewportSize({ width, height: 800 });
        await page.goto(lab.urls.page + path);
        await page.locator(ready).first().waitFor();
        await expect(page.getByRole('heading', { level: 1, name: title })).toBeVisible();
        expect(await layoutShift(page), `${path} at ${width} px`).toBeLessThan(0.05);
        const beyond = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
        expect(beyond, `${path} at ${width} px`).toBeLessThanOrEqual(0);
      }
      await expect(page.locator('html')).toHaveAttribute('lang', 'it');
      expect(await accessibilityFindings(page), path).toEqual([]);
    }
  });
});

test('the language follows address, switch and memory, and the address keeps it while a story is told', async ({
  page,
  lab,
}) => {
  const html = page.locator('html');
  const language = page.locator('#language');
  await page.goto(`${lab.urls.page}#story=wrong-token&lang=it`);
  await expect(html).toHaveAttribute('data-run', 'ended');
  await expect(page.locator('#story-about')).toHaveText(stories.storyWords['wrong-token'].moral);
  await expect(page).toHaveURL(/#story=wrong-token&lang=it$/);
  await page.getByRole('link', { name: 'Lezione' }).click();
  await expect(page.getByRole('heading', { level: 1, name: 'Per la lezione' })).toBeVisible();
  await language.click();
  await expect(language).toHaveText('Italiano');
  await page.goto(lab.urls.page);
  await expect(html).toHaveAttribute('lang', 'en');
  await expect(language).toHaveText('Italiano');
  await language.click();
  await expect(page.getByRole('button', { name: 'Connetti', exact: true })).toBeVisible();
});
