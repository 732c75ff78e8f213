/** The stage: what a room sees at the sizes of projectors, and what a presenter can do. */
import { readFile, stat } from 'node:fs/promises';
import type { Page } from '@playwright/test';
import { storyIds } from '../../client/demo/stories.ts';
import { paperIn } from '../../client/diagram/stage-layout.ts';
import { noStory, storyWords } from '../../client/words/stories.ts';
import { rowsOfStory } from '../support/stories.ts';
import { accessibilityFindings } from './axe.ts';
import { expect, test } from './fixtures.ts';
import { drawn, linkTo, stageOf, untilTold } from './stage-page.ts';

const windows = [
  { width: 1024, height: 768, smallest: 18 },
  { width: 1280, height: 800, smallest: 20 },
  { width: 1920, height: 1080, smallest: 28 },
] as const;

/** All texts of the picture as they are drawn, and what surrounds them. */
function measure(page: Page) {
  return page.evaluate(() => {
    const texts = [...document.querySelectorAll<SVGTextElement>('#wire svg text')].map((text) => {
      const { left, right, top, bottom } = text.getBoundingClientRect();
      const { width, height } = text.getBBox();
      const size = Number.parseFloat(getComputedStyle(text).fontSize);
      return { text: text.textContent ?? '', left, right, top, bottom, width, height, size };
    });
    const scroller = document.querySelector('#wire');
    const overflows = [document.documentElement, document.body, scroller].filter(
      (one) => one && (one.scrollHeight > one.clientHeight || one.scrollWidth > one.clientWidth),
    );
    const seen = [...document.querySelectorAll('body *')].filter((one) => {
      const isLeaf = one.children.length === 0 && one.textContent?.trim() !== '';
      return isLeaf && !one.closest('svg') && one.checkVisibility() && one.getBoundingClientRect().width > 1;
    });
    return {
      texts,
      overflows: overflows.length,
      beside: seen.map(({ id }) => id),
      sizes: seen.map((one) => Number.parseFloat(getComputedStyle(one).fontSize)),
      box: scroller && { width: scroller.clientWidth, height: scroller.clientHeight },
    };
  });
}

test('every story is in view at its end, at every size, and no word of it is cut', async ({
  page,
  quick,
}) => {
  test.setTimeout(120_000);
  for (const id of storyIds) {
    await page.goto('about:blank');
    await page.goto(linkTo(quick, id));
    const { title, rows } = stageOf(page);
    await untilTold(page, id);
    await expect(title).toHaveText(storyWords[id].title);
    await expect(page.locator('#caption-sentence')).toHaveText(storyWords[id].moral);
    // What the layout is tested with, without a browser, is what happens in one.
    await expect(rows).toHaveCount(rowsOfStory(id).length);
    for (const { smallest, ...viewport } of windows) {
      await page.setViewportSize(viewport);
      await drawn(page);
      const { texts, overflows, beside, sizes, box } = await measure(page);
      const where = `${id} at ${viewport.width}`;
      expect(overflows, `${where} scrolls: ${texts.map(({ text }) => text).join(' | ')}`).toBe(0);
      expect(beside, `beside the picture of ${where}`).toEqual(['stage-title', 'caption-sentence']);
      for (const size of sizes) expect(size, where).toBeGreaterThanOrEqual(smallest);
      const outside = texts.filter(
        ({ left, right, top, bottom, width, height }) =>
          left < 0 || top < 0 || right > viewport.width || bottom > viewport.height || width * height === 0,
      );
      expect(outside, `${where} leaves the window`).toEqual([]);
      expect(texts.length).toBeGreaterThan(10);
      for (const { text, size } of texts) {
        expect(size, text).toBeGreaterThanOrEqual(smallest);
        if (text.includes('…')) expect(text).toMatch(/…"\}$|^… /);
      }
      const paper = paperIn(viewport);
      const [width, height] = [(box?.width ?? 0) - paper.width, (box?.height ?? 0) - paper.height];
      expect(Math.abs(width), 'the width that the layout reckons with').toBeLessThan(2);
      expect(Math.abs(height), 'and the height').toBeLessThan(2);
    }
  }
});

test('the script of the page, with the stage, is 25 KB at most', async () => {
  const built = new URL('../../dist/client/', import.meta.url);
  const html = await readFile(new URL('index.html', built), 'utf8');
  const scripts = new Set(html.match(/assets\/[\w-]+\.js/g));
  expect(scripts.size).toBeGreaterThan(1);
  const sizes = [...scripts].map(async (name) => (await stat(new URL(`${name}.gz`, built))).size);
  const total = (await Promise.all(sizes)).reduce((sum, size) => sum + size, 0);
  expect(total).toBeLessThanOrEqual(25_000);
});

test.describe('the stage', () => {
  test('is entered by a button and a key, and left by Escape and Back', async ({ page, demo, lab }) => {
    const { html, title, ended } = stageOf(page);
    await expect(html).toHaveAttribute('data-view', 'page');
    await expect(html).toHaveAttribute('data-run', 'idle');
    await demo.story('wrong token').click();
    await ended();
    await demo.button('present').click();
    await expect(html).toHaveAttribute('data-view', 'stage');
    await expect(title).toHaveText('wrong token');
    await expect(title).toBeFocused();
    // The picture is the same: nothing is told anew.
    await expect(html).toHaveAttribute('data-run', 'ended');
    expect(page.url()).toBe(linkTo(lab, 'wrong-token'));
    await page.keyboard.press('Escape');
    await expect(demo.output).toHaveText('Disconnected. unauthenticated');
    await expect(demo.button('present')).toBeFocused();
    expect(page.url()).toBe(`${lab.urls.page}#story=wrong-token`);
    await page.keyboard.press('p');
    await expect(html).toHaveAttribute('data-view', 'stage');
    await page.goBack();
    await expect(html).toHaveAttribute('data-view', 'page');
    await page.goForward();
    await expect(html).toHaveAttribute('data-view', 'stage');
    await page.reload();
    await ended();
    await expect(title).toHaveText('wrong token');
    await expect(stageOf(page).rows).toHaveCount(11);
  });

  test('does not come up while someone types a p', async ({ page, demo }) => {
    await demo.token.fill('');
    await demo.token.press('p');
    await expect(demo.token).toHaveValue('p');
    await page.locator('.by-hand summary').click();
    const messages = page.locator('#by-hand-messages');
    await messages.fill('');
    await messages.press('p');
    await messages.press('?');
    await expect(messages).toHaveValue('p?');
    await expect(page.locator('html')).toHaveAttribute('data-view', 'page');
  });

  test('has something to show when nothing was begun', async ({ page, lab }) => {
    await page.goto(`${lab.urls.page}#view=stage`);
    const { title, ended } = stageOf(page);
    await ended();
    await expect(title).toHaveText(storyWords['valid-token'].title);
  });

  test('shows what was done by hand, too', async ({ page, demo }) => {
    await demo.connect.click();
    await expect(demo.state).toHaveText('Connected');
    await expect(demo.rows).toHaveCount(8);
    await page.keyboard.press('Tab');
    await page.locator('body').press('p');
    const { title, sentence, rows } = stageOf(page);
    await expect(title).toHaveText(noStory.title);
    await expect(sentence).toHaveText(noStory.byHand);
    await expect(rows).toHaveCount(8);
  });

  test('axe finds nothing', async ({ page, lab }) => {
    await page.goto(linkTo(lab, 'ticket-twice', '&pace=step'));
    await expect(page.locator('#next')).toHaveText('next (28)');
    expect(await accessibilityFindings(page), 'before the first step').toEqual([]);
    for (let step = 0; step < 12; step++) await page.keyboard.press('PageDown');
    expect(await accessibilityFindings(page), 'in the middle').toEqual([]);
    await page.keyboard.press('?');
    expect(await accessibilityFindings(page), 'with the keys').toEqual([]);
  });
});
