/** For the class: keyboard, step by step, taking the picture along, links, and floods. */
import { readFile } from 'node:fs/promises';
import { storyIds } from '../../client/demo/stories.ts';
import { html } from '../../client/words/en/html.ts';
import { otherwise, storyWords } from '../../client/words/stories.ts';
import { AUTHENTICATED_TEXT } from '../../protocol/messages.ts';
import { createLab } from '../../server/lab/lab.ts';
import { expect, failedHandshake, missedLab, missedTrace, openDemo, test } from './fixtures.ts';
import { untilTold } from './stage-page.ts';
import { startStallingServer } from './stalling-server.ts';

test('the rows are walked by arrow keys, Home and End, and opened by Enter', async ({ page, demo }) => {
  await demo.story('valid token').click();
  await expect(demo.rows).toHaveCount(10);
  await demo.story('message too early').focus();
  await page.keyboard.press('Tab');
  await expect(demo.rows.first()).toBeFocused();
  await page.keyboard.press('ArrowDown');
  await expect(demo.rows.nth(1)).toBeFocused();
  await page.keyboard.press('End');
  await expect(demo.rows.last()).toBeFocused();
  await expect(demo.rows.last()).toBeInViewport();
  await page.keyboard.press('ArrowDown');
  await expect(demo.rows.last()).toBeFocused();
  await page.keyboard.press('Home');
  await page.keyboard.press('ArrowDown');
  await page.keyboard.press('ArrowDown');
  await page.keyboard.press('ArrowDown');

  await page.keyboard.press('Enter');
  await expect(demo.rows.nth(3)).toHaveAttribute('aria-expanded', 'true');
  await expect(demo.detail.getByRole('heading')).toHaveText(/s · Client → Server · text frame, \d+ bytes$/);
  await expect(demo.detail).toContainText(
    /fin 1 {2}opcode 1 text {2}masked {2}length \d+\n?\{"token":"ebfb7ff0…"\}/,
  );
  await expect(demo.detail).toContainText('The first message:');
  await page.keyboard.press('Enter');
  await expect(demo.detail).toBeHidden();
  await page.keyboard.press('Tab');
  await expect(demo.rows.nth(3)).not.toBeFocused();
});

test('step by step the picture waits for Next, and the server does not', async ({ page, demo }) => {
  await page.getByRole('button', { name: 'step by step' }).click();
  await demo.story('valid token').click();
  const next = page.getByRole('button', { name: /^next/ });
  await expect(next).toHaveText('next (10)');
  await expect(demo.rows).toHaveCount(0);
  for (let seen = 1; seen <= 10; seen++) {
    await expect(demo.output).not.toHaveText('{"msg":"hello"}');
    await next.click();
    await expect(demo.rows).toHaveCount(seen);
  }
  await expect(demo.output).toHaveText('{"msg":"hello"}');
  await expect(next).toBeDisabled();
  await demo.story('wrong token').click();
  await expect(demo.rows).toHaveCount(0);
  await page.getByRole('button', { name: 'live' }).click();
  await expect(demo.rows).toHaveCount(11);
  await expect(next).toBeHidden();
});

test('by hand, too, the page waits for the picture, step by step', async ({ page, demo }) => {
  const next = page.locator('#next');
  const html = page.locator('html');
  await page.getByRole('button', { name: 'step by step' }).click();
  await demo.connect.click();
  await expect(next).toHaveText('next (8)');
  await expect(demo.state).toHaveText('Connecting');
  await expect(demo.send).toBeDisabled();
  for (let seen = 0; seen < 8; seen++) await next.click();
  await expect(demo.state).toHaveText('Connected');
  await expect(demo.explanation).toContainText('Authenticated as alice');
  await demo.message.fill('hello');
  await demo.send.click();
  await expect(next).toHaveText('next (2)');
  await expect(demo.output).toHaveText(AUTHENTICATED_TEXT);
  await next.click();
  await next.click();
  await expect(demo.output).toHaveText('{"msg":"hello"}');

  // Who ends it wants to know how it ended.
  await expect(html).toHaveAttribute('data-run', 'running');
  await demo.disconnect.click();
  await expect(next).toHaveText(/next \(\d\)/);
  await expect(demo.state).not.toHaveText('Disconnected');
  await demo.disconnect.click();
  await expect(demo.output).toHaveText('Disconnected.');
  await expect(html).toHaveAttribute('data-run', 'ended');
});

test('in slow motion the rows come one after the other', async ({ page, lab }) => {
  await page.clock.install();
  const demo = await openDemo(page, lab.urls.page);
  await page.getByRole('button', { name: 'slow' }).click();
  await demo.story('valid token').click();
  // A picture is drawn by the clock; what happens does so by itself.
  await expect(async () => {
    await page.clock.runFor(900);
    await expect(demo.rows).toHaveCount(10, { timeout: 100 });
  }).toPass();
  await expect(demo.output).toHaveText('{"msg":"hello"}');
});

test('the picture is copied as Mermaid', async ({ page, demo, context }) => {
  await context.grantPermissions(['clipboard-read', 'clipboard-write']);
  await demo.story('valid token').click();
  await expect(demo.rows).toHaveCount(10);
  await page.getByText('save…').click();
  await page.getByRole('button', { name: 'Copy as Mermaid' }).click();
  await expect(page.getByText('Copied as Mermaid.')).toBeVisible();
  const text = await page.evaluate(() => navigator.clipboard.readText());
  expect(text).toMatch(/^sequenceDiagram\n/);
  expect(text).toContain('Server->>Client: ✓ Successfully authenticated.');
});

test('the picture is saved as an SVG that stands alone, and as a PNG', async ({ page, demo, context }) => {
  await demo.story('wrong token').click();
  await expect(demo.rows).toHaveCount(11);
  const save = async (name: string) => {
    await page.getByText('save…').click();
    const [download] = await Promise.all([
      page.waitForEvent('download'),
      page.getByRole('button', { name }).click(),
    ]);
    return readFile(await download.path());
  };
  const svg = (await save('Save as SVG')).toString();
  expect(svg).toContain('✗ close 1011 unauthenticated');
  expect(svg).not.toMatch(/class=|style=|var\(/);
  const alone = await context.newPage();
  await alone.setContent(svg);
  const label = alone.getByText('✗ close 1011 unauthenticated');
  await expect(label).toBeVisible();
  await expect(label).toHaveCSS('fill', 'rgb(179, 38, 30)');

  const png = await save('Save as PNG');
  expect(png.subarray(1, 4).toString()).toBe('PNG');
  expect(png.readUInt32BE(16)).toBeGreaterThan(1000);
});

test('a link tells its story at once, and a story makes its link', async ({ page, lab }) => {
  const demo = await openDemo(page, `${lab.urls.page}#story=wrong-token`);
  await expect(demo.output).toHaveText('Disconnected. unauthenticated');
  await expect(demo.story('wrong token')).toHaveAttribute('aria-pressed', 'true');
  await demo.story('valid token').click();
  await expect(demo.output).toHaveText('{"msg":"hello"}');
  expect(page.url()).toBe(`${lab.urls.page}#story=valid-token`);
});

test.describe('of a run that is over', () => {
  test('nothing is left when another story begins, whatever came before', async ({ page, demo, lab }) => {
    const about = page.locator('#story-about');
    await demo.story('ticket used twice').click();
    await untilTold(page, 'ticket-twice');
    await expect(about).toHaveText(storyWords['ticket-twice'].moral);
    await page.getByText('save…').click();
    await page.getByRole('button', { name: 'Save as SVG' }).click();
    await expect(page.locator('#saved')).toHaveText('Saved as SVG.');
    await demo.rows.nth(2).click();
    await expect(demo.detail).toBeVisible();

    await demo.story('silence').click();
    await expect(about).toHaveText(storyWords.silence.about);
    await expect(page.locator('#saved')).toHaveText('');
    await expect(demo.detail).toBeHidden();
    await expect(demo.output).toHaveText('');
    await expect(page.locator('#result')).toHaveAttribute('data-tone', 'neutral');
    await expect(demo.retry).toHaveText('');
    await expect(demo.log.locator('.closed')).toHaveCount(0);
    expect(page.url()).toBe(`${lab.urls.page}#story=silence`);

    // In the middle of it another one.
    await expect(demo.state).toHaveText('Authenticating');
    await demo.story('no token').click();
    await expect(demo.output).toHaveText('Disconnected. unauthenticated');
    await expect(about).toHaveText(storyWords['no-token'].moral);
    await expect(demo.explanation).toHaveText(/^There was no token in the first message\./);
    await expect(demo.log.locator('.opening')).toHaveCount(1);
  });

  test('nothing is left when a person goes on by hand', async ({ page, demo, lab }) => {
    await demo.story('wrong token').click();
    await expect(demo.output).toHaveText('Disconnected. unauthenticated');
    await demo.preset('valid').click();
    await demo.connect.click();
    await expect(demo.state).toHaveText('Connected');
    await expect(page.locator('#story-about')).toHaveText(html.index.press);
    await expect(page.locator('#stories [aria-pressed="true"]')).toHaveCount(0);
    await expect(page.locator('#result')).toHaveAttribute('data-tone', 'good');
    expect(page.url()).toBe(lab.urls.page);
  });

  test('a story that is broken off claims nothing', async ({ page, demo, lab }) => {
    await demo.story('token sent late').click();
    await expect(demo.state).toHaveText('Authenticating');
    await demo.disconnect.click();
    await expect(demo.output).toHaveText('Disconnected.');
    await expect(demo.explanation).toHaveText('You ended the connection.');
    await expect(page.locator('html')).toHaveAttribute('data-run', 'ended', { timeout: 15_000 });
    await expect(page.locator('#story-about')).toHaveText(html.index.press);
    await expect(page.getByRole('button', { name: /too late/ })).toHaveCount(0);
    expect(page.url()).toBe(lab.urls.page);
  });

  test('a story that came out otherwise is not said to have come out', async ({ page, complaints }) => {
    complaints.expect(missedTrace);
    complaints.expect(failedHandshake);
    complaints.expect(missedLab);
    const server = await startStallingServer('authentication');
    const demo = await openDemo(page, `${server.url}#story=valid-token`);
    await expect(demo.state).toHaveText('Authenticating');
    await expect(page.locator('#story-about')).toHaveText(storyWords['valid-token'].about);
    server.close();
    await expect(page.locator('#story-about')).toHaveText(otherwise);
  });
});

test('a fresh ticket fills the field, and its remaining life is shown', async ({ page, demo }) => {
  await demo.preset('fresh ticket').click();
  await expect(demo.preset('fresh ticket')).toHaveText(/fresh ticket · (30|2\d) s$/);
  await expect(demo.token).toHaveValue(/^[\w-]{43}$/);
  await expect(demo.rows).toHaveCount(4);
  await demo.connect.click();
  await expect(demo.explanation).toContainText('Authenticated as alice');
  await expect(demo.rows).toHaveCount(12);
  const ticket = await demo.token.inputValue();
  expect(await page.content()).not.toContain(ticket.slice(9));
});

test('where 200 % zoom leads, no label of any story is cut', async ({ page, quick }) => {
  test.setTimeout(90_000);
  const demo = await openDemo(page, quick.urls.page);
  for (const id of storyIds) {
    await demo.story(storyWords[id].title).click();
    await untilTold(page, id);
    for (const width of [512, 640, 960]) {
      await page.setViewportSize({ width, height: 400 });
      await page.evaluate(
        () => new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(resolve))),
      );
      const labels = await page.locator('#wire svg text').allTextContents();
      expect(labels.length).toBeGreaterThan(10);
      for (const label of labels.filter((text) => text.includes('…'))) {
        expect(label).toMatch(/…"\}$|^… |^waiting…$/);
      }
      const outside = await page.evaluate(() => {
        const { left, right } = (document.querySelector('#wire') ?? document.body).getBoundingClientRect();
        return [...document.querySelectorAll('#wire svg text')]
          .map((text) => ({ text: text.textContent, box: text.getBoundingClientRect() }))
          .filter(({ box }) => box.left < left || box.right > right)
          .map(({ text }) => text);
      });
      expect(outside, `${id} at ${width} px`).toEqual([]);
    }
  }
});

for (const width of [390, 640, 1280]) {
  test(`at ${width} px nothing moves, whatever is said`, async ({ page, lab }) => {
    test.setTimeout(60_000);
    await page.setViewportSize({ width, height: 800 });
    const demo = await openDemo(page, lab.urls.page);
    const places = () =>
      page.evaluate(() =>
        ['#token', '#connect', '#message', '#state', '#stories', '#wire', '.panel'].map((selector) => {
          const box = (document.querySelector(selector) ?? document.body).getBoundingClientRect();
          return `${selector} ${box.top + scrollY} ${box.height}`;
        }),
      );
    // What is loaded behind the page stands above the picture on a narrow one.
    await page.locator('.read-more, .by-hand').nth(1).waitFor();
    await page.evaluate(() => document.fonts.ready);
    const before = await places();
    for (const id of ['valid-token', 'wrong-token', 'not-json', 'ticket-twice'] as const) {
      await demo.story(storyWords[id].title).click();
      expect(await places(), `${id}, begun`).toEqual(before);
      await untilTold(page, id);
      expect(await places(), `${id}, told`).toEqual(before);
    }
    await demo.button('Sign out').click();
    await expect(demo.retry).toHaveText('Signed out.');
    expect(await places(), 'signed out').toEqual(before);
  });
}

test('5,000 messages: few rows, both ends, and the page stays smooth', async ({ page }, testInfo) => {
  test.setTimeout(60_000);
  // Without the limit on messages, which this would meet at once.
  const lab = createLab({ port: 0, demo: true, logLevel: 'silent', messageRate: 0 });
  await lab.listen();
  try {
    await page.addInitScript(() => {
      const Original = WebSocket;
      window.WebSocket = class extends Original {
        constructor(url: string | URL) {
          super(url);
          addEventListener('flood', (event) => {
            if (event instanceof CustomEvent) this.send(event.detail);
          });
        }
      };
    });
    const demo = await openDemo(page, lab.urls.page);
    await demo.connect.click();
    await expect(demo.state).toHaveText('Connected');
    const frames = await page.evaluate(async () => {
      const deltas: number[] = [];
      let last = performance.now();
      // 2,500 there and 2,500 back, 25 per frame.
      for (let sent = 0; sent < 2500; ) {
        const now = await new Promise<number>(requestAnimationFrame);
        deltas.push(now - last);
        last = now;
        for (let n = 0; n < 25; n++) {
          dispatchEvent(new CustomEvent('flood', { detail: `{"msg":"message ${++sent}"}` }));
        }
      }
      return deltas.slice(1).sort((a, b) => a - b);
    });
    await expect(demo.output).toHaveText('{"msg":"message 2500"}', { timeout: 30_000 });
    await expect(demo.rows.last()).toHaveAccessibleName(/server to client.*message 2500/);
    expect(await demo.rows.count()).toBeLessThan(150);
    await expect(demo.rows.last()).toBeInViewport();
    const at = (share: number) => frames[Math.floor(share * (frames.length - 1))] ?? 0;
    testInfo.annotations.push({
      type: 'frames',
      description: `median ${at(0.5).toFixed(1)} ms, 95 % ${at(0.95).toFixed(1)} ms, longest ${at(1).toFixed(1)} ms`,
    });
    // The longest depends on what else the machine does; the median on the page.
    expect(at(0.5)).toBeLessThan(50);
    // Or it would try to come back.
    await demo.disconnect.click();
    await expect(demo.state).toHaveText('Disconnected');
  } finally {
    await lab.close();
  }
});
