/** The board in a real browser: figures and charts that follow the server, attacks beside them, a stream that is lost. */
import { once } from 'node:events';
import type { Locator, Page } from '@playwright/test';
import WebSocket from 'ws';
import { openExhibits } from '../../exhibits/twins/exhibits.ts';
import { DEMO_TOKEN, formatTokenMessage } from '../../protocol/messages.ts';
import type { OpenExhibits } from '../../server/lab/exhibits.ts';
import { createLab, type Lab } from '../../server/lab/lab.ts';
import { createLog } from '../../server/observe/log.ts';
import type { Options } from '../../server/options/options.ts';
import { accessibilityFindings } from './axe.ts';
import { test } from './comparison.ts';
import { expect } from './fixtures.ts';

interface Board {
  readonly stream: Locator;
  readonly pause: Locator;
  /** A figure of now, by the name beside it. */
  figure(name: string): Locator;
  /** The count of a cause. */
  cause(name: string): Locator;
  readonly charts: Locator;
}

async function openBoard(page: Page, url: string): Promise<Board> {
  await page.goto(new URL('board', url).href);
  return {
    stream: page.locator('#stream'),
    pause: page.getByRole('button', { name: 'Pause' }),
    figure: (name) =>
      page
        .locator('.figures > div')
        .filter({ has: page.getByText(name, { exact: true }) })
        .getByRole('definition'),
    cause: (name) => page.getByRole('row').filter({ hasText: name }).getByRole('cell').last(),
    charts: page.getByRole('img'),
  };
}

/** Runs a lab for the time of a test. */
async function withLab(
  page: Page,
  settings: Partial<Options>,
  use: (lab: Lab) => Promise<void>,
  openWeak?: OpenExhibits,
): Promise<void> {
  const lab = createLab({ port: 0, ...settings }, createLog('silent'), Date.now, openWeak);
  await lab.listen();
  try {
    await use(lab);
    await leave(page);
  } finally {
    await lab.close();
  }
}

/** A page that stays would find the server gone, and the browser would complain. */
async function leave(page: Page): Promise<void> {
  await page.goto('about:blank');
}

async function openSocket(url: string): Promise<WebSocket> {
  const socket = new WebSocket(url, { rejectUnauthorized: false });
  await once(socket, 'open');
  return socket;
}

/** How many pixels of a chart have a colour. */
function pixels(chart: Locator, colour: readonly [number, number, number]): Promise<number> {
  return chart.locator('canvas').evaluate((canvas, [red, green, blue]) => {
    if (!(canvas instanceof HTMLCanvasElement)) return 0;
    const { width, height } = canvas;
    const bytes = canvas.getContext('2d')?.getImageData(0, 0, width, height).data ?? [];
    let count = 0;
    for (let at = 0; at < bytes.length; at += 4) {
      if (bytes[at] === red && bytes[at + 1] === green && bytes[at + 2] === blue) count++;
    }
    return count;
  }, colour);
}

// A flood is played in this process, beside the server and the test.
test.describe.configure({ timeout: 100_000 });

const live = 'Live, twice a second.';

test('C10 a hoard of silent sockets rises on the board, in words and in the chart, and is swept', async ({
  page,
}) => {
  await withLab(page, { demo: true, authDeadlineMs: 2500 }, async (lab) => {
    const { stream, figure, cause, charts } = await openBoard(page, lab.urls.page);
    await expect(stream).toHaveText(live);
    const honest = await openSocket(lab.urls.webSocket);
    honest.send(formatTokenMessage(DEMO_TOKEN));
    await Promise.all(Array.from({ length: 30 }, () => openSocket(lab.urls.webSocket)));
    await expect(figure('waiting to authenticate')).toHaveText('30');
    await expect(figure('authenticated')).toHaveText('1');
    const line = [0x8a, 0x5a, 0] as const;
    const connections = charts.and(page.getByLabel(/^Connections over the last minute, in connections/));
    await expect.poll(() => pixels(connections, line)).toBeGreaterThan(20);
    await expect(figure('waiting to authenticate')).toHaveText('0');
    await expect(cause('no token before the deadline')).toHaveText('30');
    await expect(figure('authenticated')).toHaveText('1');
    await expect(figure('of the process')).toHaveText(/^\d+ MB$/);
    await expect(figure('of the event loop')).toHaveText(/^\d+ ms$/);
    honest.terminate();
  });
});

test('C09 a flood is played beside the charts, with the delay of an honest client, and the twin’s messages', async ({
  page,
}) => {
  // Seats that are few enough to be taken at once, and that nobody gives back meanwhile.
  const settings = { demo: true, maxConnectionsPerAddress: 40, authDeadlineMs: 30_000 };
  const play = async (lab: Lab) => {
    const { stream, figure, cause } = await openBoard(page, lab.urls.page);
    await expect(stream).toHaveText(live);
    const panel = page.locator('[data-attack="flood"]');
    await panel.getByRole('button', { name: 'weak twin' }).click();
    // Pressed meanwhile: it waits for its turn.
    await panel.getByRole('button', { name: 'with the fix' }).click();
    await expect(panel.locator('.verdict').last()).toHaveText(/^Waiting until flood has been played/);
    await expect(figure('until an honest client has its echo')).toHaveText(/^\d+ ms$/);
    await expect(figure('of clients of the weak twins')).toHaveText(/^[1-9][\d,]* per second$/);
    await expect(panel.locator('.verdict').first()).toHaveText(/^✗ The attack succeeded/, {
      timeout: 40_000,
    });
    await expect(panel.locator('.verdict').last()).toHaveText(/^✓ The attack failed/, { timeout: 40_000 });
    await expect(figure('until an honest client has its echo')).toHaveText('–');
    await expect(cause('too many connections from this address')).toHaveText(/^\d+$/);
    await expect(cause('rate limit exceeded')).toHaveText('20');
  };
  await withLab(page, settings, play, openExhibits);
});

test('C36 a hoard that refills is played beside the charts, and keeps people out of the twin’s pool', async ({
  page,
}) => {
  const play = async (lab: Lab) => {
    const { stream, figure } = await openBoard(page, lab.urls.page);
    await expect(stream).toHaveText(live);
    const panel = page.locator('[data-attack="crowded-out"]');
    const onTwin = panel.locator('.verdict').first();
    await panel.getByRole('button', { name: 'weak twin' }).click();
    await expect(figure('on the weak twins')).toHaveText(/^[1-9]\d*$/);
    await expect(onTwin).toHaveText(/^✗ The attack succeeded\. Of \d+ honest clients, \d+ found no seat\.$/, {
      timeout: 40_000,
    });
  };
  await withLab(page, { demo: true }, play, openExhibits);
});

test('C10 a hoard stays on the weak twin until it is released, beside the fix where it is swept', async ({
  page,
}) => {
  const play = async (lab: Lab) => {
    const { figure } = await openBoard(page, lab.urls.page);
    await expect(figure('on the weak twins')).toHaveText('0');
    const panel = page.locator('[data-attack="silent-hoard"]');
    await panel.getByRole('button', { name: 'weak twin' }).click();
    await expect(panel.locator('.verdict').first()).toHaveText(/^✗ .* 200 silent sockets of 200/, {
      timeout: 30_000,
    });
    const pictures = panel.locator('.wire:visible');
    const share = () =>
      pictures.evaluateAll(
        ([first]) => (first?.clientWidth ?? 0) / (first?.closest('.positions')?.clientWidth ?? 1),
      );
    expect(await share(), 'one picture has the whole width').toBeGreaterThan(0.95);
    await panel.getByRole('button', { name: 'with the fix' }).click();
    await expect(panel.locator('.verdict').last()).toHaveText(/^✓ .* 200 of 200/, { timeout: 30_000 });
    await expect(pictures).toHaveCount(2);
    expect(await share(), 'two stand side by side').toBeLessThan(0.5);
    await expect(figure('waiting to authenticate')).toHaveText('0');
    await expect(figure('on the weak twins')).toHaveText('200');
    await panel.getByRole('button', { name: 'Release' }).click();
    await expect(figure('on the weak twins')).toHaveText('0');
    await expect(panel.getByRole('button', { name: 'weak twin' })).toBeFocused();
  };
  await withLab(page, { demo: true, authDeadlineMs: 2500 }, play, openExhibits);
});

test('says that the stream is lost, shows no old figures, and goes on by itself', async ({
  page,
  ownLab,
  complaints,
}) => {
  complaints.expect(/^Failed to load resource: /);
  const { stream, figure } = await openBoard(page, ownLab.urls.page);
  await expect(stream).toHaveText(live);
  await expect(figure('waiting to authenticate')).toHaveText('0');
  const port = Number(new URL(ownLab.urls.page).port);
  await ownLab.close();
  await expect(stream).toContainText('does not answer. This page asks again every few seconds');
  await expect(figure('waiting to authenticate')).toHaveText('–');
  await withLab(page, { demo: true, port, certificatePort: 0 }, async () => {
    // Pauses grow to some seconds.
    await expect(stream).toHaveText(live, { timeout: 15_000 });
    await expect(figure('waiting to authenticate')).toHaveText('0');
  });
});

test('says so where the figures are not for everybody', async ({ page, complaints }) => {
  complaints.expect(/^Failed to load resource: .* 404 .*\/api\/board/);
  await withLab(page, { authToken: 'a'.repeat(32), trustProxy: 1 }, async (lab) => {
    const { stream } = await openBoard(page, lab.urls.page);
    await expect(stream).toHaveText(/on its own machine only/);
  });
});

test('by keyboard the picture stands still and goes on', async ({ page, ownLab }) => {
  const { stream, pause, figure } = await openBoard(page, ownLab.urls.page);
  await expect(stream).toHaveText(live);
  for (const name of ['Demo', 'Methods', 'Channels', 'Board', 'Class', 'Documents']) {
    await page.keyboard.press('Tab');
    await expect(page.getByRole('link', { name, exact: true })).toBeFocused();
  }
  await page.keyboard.press('Tab');
  await expect(page.getByRole('button', { name: 'Italiano' })).toBeFocused();
  await page.keyboard.press('Tab');
  await expect(pause).toBeFocused();
  await expect(figure('authenticated')).toHaveText('0');
  await page.keyboard.press('Enter');
  await expect(pause).toHaveAttribute('aria-pressed', 'true');
  const socket = await openSocket(ownLab.urls.webSocket);
  socket.send(formatTokenMessage(DEMO_TOKEN));
  await once(socket, 'message');
  // Another board has it already.
  const other = await openBoard(await page.context().newPage(), ownLab.urls.page);
  await expect(other.figure('authenticated')).toHaveText('1');
  await expect(figure('authenticated')).toHaveText('0');
  await page.keyboard.press('Enter');
  await expect(pause).toHaveAttribute('aria-pressed', 'false');
  await expect(figure('authenticated')).toHaveText('1');
  socket.terminate();
  await leave(page);
});

test('who asked for less motion sees it move every five seconds', async ({ page, ownLab }) => {
  await page.emulateMedia({ reducedMotion: 'reduce' });
  await page.clock.install();
  const { figure } = await openBoard(page, ownLab.urls.page);
  await expect(figure('authenticated')).toHaveText('0');
  await page.clock.pauseAt(Date.now() + 60_000);
  const socket = await openSocket(ownLab.urls.webSocket);
  socket.send(formatTokenMessage(DEMO_TOKEN));
  let passed = 0;
  await expect(async () => {
    await page.clock.runFor(200);
    passed += 200;
    await expect(figure('authenticated')).toHaveText('1', { timeout: 1 });
  }).toPass({ intervals: [30], timeout: 30_000 });
  expect(passed).toBeGreaterThan(4000);
  socket.terminate();
  await leave(page);
});

test('axe finds nothing on the board, wide and narrow', async ({ page, exhibitLab }) => {
  const { stream, cause } = await openBoard(page, exhibitLab.urls.page);
  await expect(stream).toHaveText(live);
  const refused = await openSocket(exhibitLab.urls.webSocket);
  refused.send('nonsense');
  await expect(cause('not JSON')).toHaveText(/^\d+$/);
  for (const width of [1280, 390]) {
    await page.setViewportSize({ width, height: 844 });
    expect(await accessibilityFindings(page), `${width} px`).toEqual([]);
  }
});

test('nothing is cut off from 360 px to a projector, and no text is smaller than 16 px', async ({
  page,
  lab,
}) => {
  const { stream, charts } = await openBoard(page, lab.urls.page);
  await expect(stream).toHaveText(live);
  for (const width of [360, 390, 768, 1000, 1280, 1920]) {
    await page.setViewportSize({ width, height: 844 });
    await expect(charts).toHaveCount(5);
    const found = () =>
      page.evaluate(() => {
        const elements = [...document.querySelectorAll<HTMLElement>('body, body :not(.uplot, .uplot *)')];
        return elements
          .filter(
            (element) =>
              (element.scrollWidth > element.clientWidth + 1 && element.clientWidth > 0) ||
              Number.parseFloat(getComputedStyle(element).fontSize) < 16,
          )
          .map((element) => element.outerHTML.slice(0, 80));
      });
    // A chart is drawn anew in the frame after.
    await expect.poll(found, `${width} px`).toEqual([]);
  }
});
