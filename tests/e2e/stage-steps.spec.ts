import { storyWords } from '../../client/words/stories.ts';
import { rowsOfStory } from '../support/stories.ts';
import { expect, openDemo, test } from './fixtures.ts';
import { linkTo, stageOf } from './stage-page.ts';

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
