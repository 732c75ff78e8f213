/** Many tabs of one browser, which opens six connections to one server for all of them together. */
import type { BrowserContext, Page } from '@playwright/test';
import { openComparison } from './comparison.ts';
import { type Demo, expect, openDemo, test } from './fixtures.ts';

const live = 'Live, twice a second.';
const resting = /^Other tabs of this browser are being watched\./;

test.describe.configure({ timeout: 90_000 });

function at<One>(list: readonly One[], index: number): One {
  const one = list.at(index);
  if (one === undefined) throw new Error(`there is no number ${index}`);
  return one;
}

async function openBoard(context: BrowserContext, url: string): Promise<Page> {
  const board = await context.newPage();
  await board.goto(new URL('board', url).href);
  await expect(board.locator('#stream')).toHaveText(live);
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
  await expect(demo.rows).toHaveCount(10);
  return demo;
}

/** A tab that stays would find the server gone. */
async function leaveAll(context: BrowserContext): Promise<void> {
  await Promise.all(context.pages().map((page) => page.goto('about:blank')));
}

for (const count of [7, 9]) {
  test(`${count} tabs of the board all load, and the four that were used last are live`, async ({
    context,
    ownLab,
  }) => {
    const boards: Page[] = [];
    while (boards.length < count) boards.push(await openBoard(context, ownLab.urls.page));
    await expect.poll(() => liveOnes(boards)).toEqual([count - 4, count - 3, count - 2, count - 1]);
    await expect(at(boards, 0).locator('#stream')).toHaveText(resting);
    // Of the four this one was unused for longest: from now on it is the next.
    await at(boards, -4).locator('h1').click();
    await at(boards, 0).locator('h1').click();
    await expect.poll(() => liveOnes(boards)).toEqual([0, count - 4, count - 2, count - 1]);
    await leaveAll(context);
  });

  test(`${count} tabs of the demo all connect, and each is told of all that happens on its connection`, async ({
    context,
    ownLab,
  }) => {
    const demos: Demo[] = [];
    while (demos.length < count) demos.push(await openConnected(await context.newPage(), ownLab.urls.page));
    for (const demo of [at(demos, 0), at(demos, -1), at(demos, 1)]) {
      await demo.message.fill('still here');
      await demo.send.click();
      await expect(demo.output).toHaveText('{"msg":"still here"}');
      await expect(demo.rows).toHaveCount(12);
    }
    await leaveAll(context);
  });
}

test('what happens while a tab has given its stream up is in its picture when it is used again', async ({
  page,
  context,
  ownLab,
}) => {
  const demo = await openConnected(page, ownLab.urls.page);
  for (let count = 0; count < 5; count++) await openBoard(context, ownLab.urls.page);
  // By the script: to press the button would be to use the page.
  await page.evaluate(() => document.querySelector<HTMLFormElement>('#message-form')?.requestSubmit());
  await expect(demo.output).toHaveText('{"msg":""}');
  await expect(demo.rows).toHaveCount(10);
  await demo.message.click();
  await expect(demo.rows).toHaveCount(12);
  await expect(demo.rows.last()).toHaveAccessibleName(/server to client: text frame, .*\{"msg":""\}/);
  await leaveAll(context);
});

test('demo, methods and board share the places, and so do the exhibits', async ({ context, ownLab }) => {
  const { page: url } = ownLab.urls;
  for (let count = 0; count < 3; count++) {
    await openBoard(context, url);
    await openConnected(await context.newPage(), url);
  }
  const comparison = await openComparison(await context.newPage(), url);
  await comparison.open('first-message');
  await expect(comparison.cell('first-message', 'Valid credential')).toContainText('✓ let in');
  await expect(comparison.cell('first-message', 'Valid credential')).toContainText('user alice');
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
    await expect(board.locator('#stream')).toHaveText(resting);
    await tell(board, 'show');
    await expect(board.locator('#stream')).toHaveText(live);
    await leaveAll(context);
  });

  test('seven tabs load, one after the other, as they are shown', async ({ context, ownLab }) => {
    for (let count = 0; count < 7; count++) {
      const page = await context.newPage();
      const demo = await openConnected(page, ownLab.urls.page);
      await tell(page, 'hide');
      await expect(demo.state).toHaveText('Connected');
    }
    await leaveAll(context);
  });
});
