/** The stage: what a room sees at the sizes of projectors, and what a presenter can do. */
import { readFile, stat } from 'node:fs/promises';
import type { Page } from '@playwright/test';
import { type StoryId, storyIds } from '../../client/demo/stories.ts';
import { paperIn } from '../../client/diagram/stage-layout.ts';
import { noStory, storyWords } from '../../client/words/stories.ts';
import type { Lab } from '../../server/lab/lab.ts';
import { rowsOfStory } from '../support/stories.ts';
import { accessibilityFindings } from './axe.ts';
import { expect, openDemo } from './fixtures.ts';
import { test, untilTold } from './quick.ts';

const windows = [
  { width: 1024, height: 768, smallest: 18 },
  { width: 1280, height: 800, smallest: 20 },
  { width: 1920, height: 1080, smallest: 28 },
] as const;

function linkTo(lab: Lab, story: StoryId, more = ''): string {
  return `${lab.urls.page}#story=${story}&view=stage${more}`;
}

function stageOf(page: Page) {
  return {
    html: page.locator('html'),
    title: page.getByRole('heading', { level: 1 }),
    sentence: page.locator('#caption-sentence'),
    rows: page.getByRole('list', { name: 'On the wire' }).getByRole('button'),
    ended: () => expect(page.locator('html')).toHaveAttribute('data-run', 'ended', { timeout: 15_000 }),
  };
}

/** Waits until a new size of the window has been drawn. */
function drawn(page: Page): Promise<number> {
  return page.evaluate(
    () => new Promise<number>((resolve) => requestAnimationFrame(() => requestAnimationFrame(resolve))),
  );
}

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

test.describe('step by step', () => {
  const outcome = /unauthenticated|1011|not accepted|not valid|refused|ended it|does not try again/;

  for (const view of ['page', 'stage']) {
    test(`nothing on the page gives the outcome away before its step (${view})`, async ({ page, lab }) => {
      await page.goto(`${lab.urls.page}#story=wrong-token&view=${view}&pace=step`);
      const { rows, html } = stageOf(page);
      const everything = () =>
        page.evaluate(() => `${document.title} ${document.body.textContent} ${document.body.outerHTML}`);
      const icon = () => page.locator('link[rel="icon"]').getAttribute('href');
      const iconBefore = await icon();
      const forward = () =>
        view === 'stage' ? page.keyboard.press('PageDown') : page.locator('#next').click();
      // All of it has happened by now.
      await expect(page.locator('#next')).toHaveText('next (11)');
      await expect(page.locator('#output')).toHaveText('');
      await expect(page.locator('#state')).toHaveText('Connecting');
      expect(await everything()).not.toMatch(outcome);
      for (let seen = 1; seen <= 5; seen++) {
        await forward();
        await expect(rows).toHaveCount(seen);
        expect(await everything(), `after ${seen} rows`).not.toMatch(outcome);
      }
      await expect(page.locator('#state')).toHaveText('Authenticating');
      // The page is told the end before or after the server sees that of TCP.
      const told = rows.and(page.getByRole('button', { name: /browser: 1011/ }));
      for (let seen = 6; seen <= 11; seen++) {
        if ((await told.count()) === 0) await expect(page.locator('#output')).toHaveText('');
        await expect(html).toHaveAttribute('data-run', 'running');
        await forward();
        await expect(rows).toHaveCount(seen);
      }
      await expect(page.locator('#output')).toHaveText('Disconnected. unauthenticated');
      await expect(page.locator('#log')).toContainText('closed, code 1011');
      await expect(html).toHaveAttribute('data-run', 'ended');
      expect(await icon()).toBe(iconBefore);
    });
  }

  test('a step back takes the outcome back, too', async ({ page, lab }) => {
    await page.goto(linkTo(lab, 'valid-token', '&pace=step'));
    const { rows, ended } = stageOf(page);
    await expect(page.locator('#next')).toHaveText('next (10)');
    for (let seen = 0; seen < 10; seen++) await page.keyboard.press('ArrowRight');
    await ended();
    await expect(page.locator('#output')).toHaveText('{"msg":"hello"}');
    for (let seen = 0; seen < 4; seen++) await page.keyboard.press('ArrowLeft');
    await expect(rows).toHaveCount(6);
    await expect(page.locator('#output')).toHaveText('');
    await expect(page.locator('#state')).toHaveText('Authenticating');
    await expect(page.locator('#log')).not.toContainText('Successfully');
  });

  test('each row is explained in one sentence, and spoken', async ({ page, lab }) => {
    await page.goto(linkTo(lab, 'wrong-token', '&pace=step'));
    const { sentence, ended } = stageOf(page);
    await expect(page.locator('#next')).toHaveText('next (11)');
    await expect(sentence).toHaveText(storyWords['wrong-token'].about);
    const live = page.locator('#caption');
    await expect(live).toHaveAttribute('aria-live', 'polite');
    for (const row of rowsOfStory('wrong-token').slice(0, -2)) {
      await page.keyboard.press(' ');
      await expect(sentence).toHaveText(row.detail.explanation);
      await expect(live).toContainText(row.label.replace(/CHACHA.*/, ''));
    }
    for (let rest = 0; rest < 2; rest++) await page.keyboard.press(' ');
    await ended();
    await page.keyboard.press(' ');
    await expect(sentence).toHaveText(storyWords['wrong-token'].moral);
    await page.keyboard.press('PageUp');
    // Whether the page or the server sees the end first is theirs.
    const [one, other] = rowsOfStory('wrong-token').slice(-2);
    await expect(sentence).toHaveText(
      new RegExp(`^(${one?.detail.explanation}|${other?.detail.explanation})$`),
    );
  });

  test('on the page *next* speaks the row it shows, and nothing moves', async ({ page, lab }) => {
    const demo = await openDemo(page, `${lab.urls.page}#story=valid-token&pace=step`);
    const next = page.locator('#next');
    await expect(next).toHaveText('next (10)');
    const height = await page.evaluate(() => document.documentElement.scrollHeight);
    await next.click();
    const live = page.locator('[aria-live="polite"]').filter({ hasText: 'TLS handshake' });
    await expect(live).toHaveText(/^\s*0\.00 seconds, client and server: TLS handshake.*TLS 1\.3/);
    await next.click();
    await expect(page.locator('#caption')).toContainText('client to server: HTTP request');
    await expect(demo.rows).toHaveCount(2);
    expect(await page.evaluate(() => document.documentElement.scrollHeight)).toBe(height);
  });
});

test.describe('a presenter', () => {
  test('goes forward and back by the keys of any presenter, wherever the focus is', async ({ page, lab }) => {
    await page.goto(linkTo(lab, 'valid-token', '&pace=step'));
    const { rows, html } = stageOf(page);
    await expect(page.locator('#next')).toHaveText('next (10)');
    let seen = 0;
    for (const key of ['PageDown', 'ArrowRight', ' ']) {
      await page.keyboard.press(key);
      await expect(rows).toHaveCount(++seen);
    }
    for (const key of ['PageUp', 'ArrowLeft']) {
      await page.keyboard.press(key);
      await expect(rows).toHaveCount(--seen);
    }
    // A button that has the focus does not swallow the Space.
    await page.getByRole('button', { name: 'back', exact: true }).focus();
    await page.keyboard.press(' ');
    await expect(rows).toHaveCount(++seen);
    await rows.first().focus();
    await page.keyboard.press(' ');
    await expect(rows).toHaveCount(++seen);
    await expect(rows.first()).toHaveAttribute('aria-expanded', 'false');
    await page.keyboard.press('ArrowLeft');
    await expect(rows).toHaveCount(--seen);
    // Enter still presses it.
    await page.getByRole('button', { name: 'next', exact: true }).focus();
    await page.keyboard.press('Enter');
    await expect(rows).toHaveCount(++seen);
    // Alt+Left is the browser's.
    await page.keyboard.press('Control+ArrowRight');
    await expect(rows).toHaveCount(seen);
    await page.keyboard.press('Home');
    await expect(rows).toHaveCount(0);
    await expect(page.locator('#next')).toHaveText('next (10)');
    await page.keyboard.press('Escape');
    await expect(html).toHaveAttribute('data-view', 'page');
  });

  test('takes over from any pace by a step back', async ({ page, lab }) => {
    await page.goto(linkTo(lab, 'valid-token'));
    const { rows, ended } = stageOf(page);
    await ended();
    await page.keyboard.press('PageUp');
    await expect(rows).toHaveCount(9);
    expect(page.url()).toBe(linkTo(lab, 'valid-token', '&pace=step'));
  });

  test('is told the keys by ?, and Escape first closes them', async ({ page, lab }) => {
    await page.goto(linkTo(lab, 'valid-token'));
    const { html } = stageOf(page);
    const keys = page.getByRole('dialog', { name: 'Keys' });
    await expect(keys).toBeHidden();
    await page.keyboard.press('?');
    await expect(keys).toBeVisible();
    for (const name of ['Page Down', '→', 'Space', 'Page Up', '←', 'Home', 'Escape']) {
      await expect(keys).toContainText(name);
    }
    await page.keyboard.press('Escape');
    await expect(keys).toBeHidden();
    await expect(html).toHaveAttribute('data-view', 'stage');
    await page.keyboard.press('?');
    await page.keyboard.press('?');
    await expect(keys).toBeHidden();
    // The page has them as well, where nobody types.
    await page.keyboard.press('Escape');
    await expect(html).toHaveAttribute('data-view', 'page');
    await page.keyboard.press('?');
    await expect(keys).toBeVisible();
    await page.keyboard.press('Escape');
    await expect(keys).toBeHidden();
    await page.locator('#message').press('?');
    await expect(page.locator('#message')).toHaveValue('?');
    await expect(keys).toBeHidden();
  });

  test('chooses light or dark, and a reload keeps it', async ({ page, lab }) => {
    await page.emulateMedia({ colorScheme: 'dark' });
    await page.goto(linkTo(lab, 'valid-token'));
    const ground = page.locator('.panel');
    await expect(ground).toHaveCSS('background-color', 'rgb(29, 31, 36)');
    await page.keyboard.press('d');
    await expect(ground).toHaveCSS('background-color', 'rgb(255, 255, 255)');
    await page.reload();
    await expect(ground).toHaveCSS('background-color', 'rgb(255, 255, 255)');
    await page.keyboard.press('d');
    await expect(ground).toHaveCSS('background-color', 'rgb(29, 31, 36)');
  });

  test('sees how long is still to be waited', async ({ page, lab }) => {
    await page.goto(linkTo(lab, 'silence'));
    const countdown = page.getByText(/^… deadline in \d s$/);
    await expect(countdown).toBeVisible();
    await expect(page.getByText('… deadline in 4 s')).toBeVisible();
    await expect(page.getByText('… deadline in 3 s')).toBeVisible();
    await stageOf(page).ended();
    await expect(countdown).toBeHidden();
  });
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
