/** Many tabs of one browser, which opens six connections to one server for all of them together. */
import type { BrowserContext, Page } from '@playwright/test';
import { openComparison } from './comparison.ts';
import { type Demo, expect, openDemo, test } from './fixtures.ts';

const live = 'Live, twice a second.';
const resting = /^Paused, so that other tabs of this browser can load\./;

// One after the other: many pages that draw at once take their time.
test.describe.configure({ mode: 'default', timeout: 120_000 });

const patient = expect.configure({ timeout: 20_000 });

function at<One>(list: readonly One[], index: number): One {
  const one = list.at(index);
  if (one === undefined) throw new Error(`there is no number ${index}`);
  return one;
}

async function openBoard(context: BrowserContext, url: string): Promise<Page> {
  const board = await context.newPage();
  await board.goto(new URL('board', url).href);
  await patient(board.locator('#stream')).toHaveText(live);
  return board;
}

/** Which of them are live, by their place in the list. */
async function liveOnes(boards: readonly Page[]): Promise<number[]> {
  const states = await Promise.all(boards.map((board) => board.locator('#stream').textContent()));
  return states.flatMap((state, index) => (state === live ? [index] : []));
}

/** Opens a demo page that is connected, and told of its connection by the server. */
async function openConnected(page: Page, url: string): Promise<Demo> {
  const demo = await openDemo(page, url);
  await demo.story('valid token').click();
  await patient(demo.rows).toHaveCount(10);
  return demo;
}

/** A tab that stays would find the server gone. */
async function leaveAll(context: BrowserContext): Promise<void> {
  await Promise.all(context.pages().map((page) => page.goto('about:blank')));
}

test('seven tabs of the board all load, and the four that were used last are live', async ({
  context,
  ownLab,
}) => {
  const boards: Page[] = [];
  while (boards.length < 7) boards.push(await openBoard(context, ownLab.urls.page));
  await patient.poll(() => liveOnes(boards)).toEqual([3, 4, 5, 6]);
  await patient(at(boards, 0).locator('#stream')).toHaveText(resting);
  // Of the four this one was unused for longest: from now on it is the next.
  await at(boards, 3).locator('h1').click();
  await at(boards, 0).locator('h1').click();
  await patient.poll(() => liveOnes(boards)).toEqual([0, 3, 5, 6]);
  await leaveAll(context);
});

test('what happens while a tab has given its stream up is in its picture when it is used again', async ({
  page,
  context,
  ownLab,
}) => {
  await page.clock.install();
  const demo = await openConnected(page, ownLab.urls.page);
  for (let count = 0; count < 5; count++) await openBoard(context, ownLab.urls.page);
  // By the script: to press a button would be to use the page.
  const press = (selector: string) =>
    page.evaluate((found) => document.querySelector<HTMLButtonElement>(found)?.click(), selector);
  await press('#send');
  await patient(demo.output).toHaveText('{"msg":""}');
  await press('#disconnect');
  await patient(demo.state).toHaveText('Disconnected');
  // Long after the server has told the end.
  await page.clock.fastForward('01:00');
  // Of all this the page has seen its own side only.
  await patient(demo.rows).toHaveCount(11);
  await demo.message.click();
  await patient(demo.rows).toHaveCount(16);
  const names = await demo.rows.evaluateAll((all) => all.map(({ ariaLabel }) => ariaLabel ?? ''));
  expect(names.filter((name) => /text frame, .*\{"msg":""\}/.test(name))).toHaveLength(2);
  expect(names.filter((name) => /close frame|TCP closed/.test(name))).toHaveLength(3);
  await leaveAll(context);
});

test('demo, methods and board share the slots: seven tabs of all kinds load, and each demo is told of all that happens', async ({
  context,
  ownLab,
}) => {
  const { page: url } = ownLab.urls;
  const demos: Demo[] = [];
  while (demos.length < 3) {
    await openBoard(context, url);
    demos.push(await openConnected(await context.newPage(), url));
  }
  const comparison = await openComparison(await context.newPage(), url);
  await comparison.open('first-message');
  await patient(comparison.cell('first-message', 'Valid credential')).toContainText('✓ let in');
  await patient(comparison.cell('first-message', 'Valid credential')).toContainText('user alice');
  for (const demo of [at(demos, 0), at(demos, 2), at(demos, 1)]) {
    await demo.message.fill('still here');
    await demo.send.click();
    await patient(demo.output).toHaveText('{"msg":"still here"}');
    await patient(demo.rows).toHaveCount(12);
  }
  await leaveAll(context);
});

test.describe('without Web Locks', () => {
  test.beforeEach(({ context }) =>
    context.addInitScript(() => {
      Object.defineProperty(Navigator.prototype, 'locks', { value: undefined });
      let hidden = false;
      Object.defineProperty(Document.prototype, 'hidden', { get: () => hidden });
      addEventListener('hide', () => {
        hidden = true;
        document.dispatchEvent(new Event('visibilitychange'));
      });
      addEventListener('show', () => {
        hidden = false;
        document.dispatchEvent(new Event('visibilitychange'));
      });
    }),
  );
  const tell = (page: Page, event: string) => page.evaluate((name) => dispatchEvent(new Event(name)), event);

  test('a page gives its stream up while it is hidden, and goes on when it is shown', async ({
    context,
    ownLab,
  }) => {
    const board = await openBoard(context, ownLab.urls.page);
    await tell(board, 'hide');
    await patient(board.locator('#stream')).toHaveText(resting);
    await tell(board, 'show');
    await patient(board.locator('#stream')).toHaveText(live);
    await leaveAll(context);
  });

  test('seven tabs load, one after the other, as they are shown', async ({ context, ownLab }) => {
    for (let count = 0; count < 7; count++) {
      const page = await context.newPage();
      const demo = await openConnected(page, ownLab.urls.page);
      await tell(page, 'hide');
      await patient(demo.state).toHaveText('Connected');
    }
    await leaveAll(context);
  });
});
