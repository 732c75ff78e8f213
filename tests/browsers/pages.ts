/** The pages as a person uses them, the same in every engine. */
import assert from 'node:assert/strict';
import type { TestContext } from 'node:test';
import type { StoryId } from '../../client/demo/stories.ts';
import { stories } from '../../client/words/it/stories.ts';
import { AUTHENTICATED_TEXT, DEMO_TOKEN, formatTokenMessage } from '../../protocol/messages.ts';
import { methodIds } from '../../protocol/methods.ts';
import type { Lab } from '../../server/lab/lab.ts';
import { connect } from '../support/client.ts';
import { ask, type Browser, click, until } from './browser.ts';

export interface Running {
  readonly browser: Browser;
  readonly lab: Lab;
}

type Ending = readonly [output: string, lastLogged: string, drawn: string];

const echo = '{"msg":"hello"}';
const refused: Ending = [
  'Disconnected. unauthenticated',
  'closed, code 1011, unauthenticated',
  '1011 unauthenticated, answers the close',
];

/** How each story ends: in the output, in the last line of the log, and as a row of the diagram. */
export const endings: Readonly<Record<StoryId, Ending>> = {
  'valid-token': [echo, echo, 'authenticated as alice'],
  'wrong-token': refused,
  'no-token': refused,
  'not-json': refused,
  silence: ['Disconnected. unauthenticated', refused[1], 'no token before the deadline'],
  'ticket-twice': ['Disconnected. unauthenticated', refused[1], 'connection 2'],
  'token-late': [
    'Disconnected. unauthenticated',
    '{"token":"ebfb7ff0…"}',
    'not sent, too late: {"token":"ebfb7ff0…"}',
  ],
  'early-message': ['{"msg":"me first"}', '{"msg":"me first"}', 'authenticated as alice'],
};

export async function tellStory({ browser, lab }: Running, id: StoryId): Promise<void> {
  await browser.goto(lab.urls.page);
  await click(browser, `[data-story="${id}"]`);
  await until(
    browser,
    (output, logged, drawn) =>
      document.querySelector('#output')?.textContent === output &&
      document.querySelector('#log li:last-child .text')?.textContent === logged &&
      [...document.querySelectorAll('#wire [aria-label]')].some(({ ariaLabel }) =>
        ariaLabel?.includes(drawn),
      ),
    ...endings[id],
  );
}

/** The choice of a language is kept, so English is chosen again in the end. */
export async function tellInItalian({ browser, lab }: Running): Promise<void> {
  await browser.goto('about:blank');
  await browser.goto(`${lab.urls.page}#story=wrong-token&lang=it`);
  await untilText(browser, '#story-about', stories.storyWords['wrong-token'].moral);
  await untilText(browser, '#output', 'Disconnesso. unauthenticated');
  assert.equal(await ask(browser, () => document.documentElement.lang), 'it');
  await browser.goto('about:blank');
  await browser.goto(`${lab.urls.page}#lang=en`);
  await untilText(browser, '#state', 'Disconnected');
}

export async function connectValid({ browser, lab }: Running): Promise<void> {
  await browser.goto(lab.urls.page);
  await click(browser, '#connect');
  await untilText(browser, '#output', AUTHENTICATED_TEXT);
  await untilText(browser, '#state', 'Connected');
  await click(browser, '#message');
  await browser.type('hello');
  await click(browser, '#send');
  await untilText(browser, '#output', echo);
  await click(browser, '#disconnect');
  await untilText(browser, '#output', 'Disconnected.');
}

export async function connectInvalid({ browser, lab }: Running): Promise<void> {
  await browser.goto(lab.urls.page);
  await click(browser, '[data-preset="wrong"]');
  await click(browser, '#connect');
  await untilText(browser, '#output', 'Disconnected. unauthenticated');
  await untilText(browser, '#log .closed .text', 'closed, code 1011, unauthenticated');
}

/** From the top of the page through every control, and a whole conversation, with no pointer. */
export async function goByKeyboard({ browser, lab }: Running): Promise<void> {
  await browser.goto(lab.urls.page);
  await untilText(browser, '#state', 'Disconnected');
  const visited: unknown[] = [];
  while (visited.at(-1) !== 'connect' && visited.length < 20) {
    await browser.press('Tab');
    visited.push(await focused(browser));
  }
  assert.deepEqual(visited, [
    ...['Demo', 'Methods', 'Channels', 'Board', 'Class', 'Documents'],
    'language',
    'token',
    ...['valid', 'wrong', 'empty'],
    'ticket',
    'connect',
  ]);
  await browser.press('Enter');
  await untilText(browser, '#output', AUTHENTICATED_TEXT);
  assert.equal(await focused(browser), 'message');
  await browser.type('hello');
  await browser.press('Enter');
  await untilText(browser, '#output', echo);
  await browser.press('Shift', 'Tab');
  assert.equal(await focused(browser), 'disconnect');
  await browser.press('Enter');
  await untilText(browser, '#output', 'Disconnected.');
  assert.equal(await focused(browser), 'connect');
}

/** The figures follow a client of another program, and the charts are drawn. */
export async function watchBoard(t: TestContext, { browser, lab }: Running): Promise<void> {
  await browser.goto(`${lab.urls.page}board`);
  await untilText(browser, '#stream', 'Live, twice a second.');
  const client = await connect(t, lab.urls.webSocket);
  client.send(formatTokenMessage(DEMO_TOKEN));
  await client.next();
  await until(browser, () =>
    [...document.querySelectorAll('.figures > div')].some(
      ({ textContent }) => textContent?.includes('1') && textContent.includes('authenticated'),
    ),
  );
  const drawn = await ask(browser, () =>
    [...document.querySelectorAll('canvas')].map((canvas) => {
      const { data } = canvas.getContext('2d')?.getImageData(0, 0, canvas.width, canvas.height) ?? {};
      return data?.some((byte) => byte > 0) ?? false;
    }),
  );
  assert.deepEqual(drawn, [true, true, true, true, true]);
}

/** What the methods page shows after a run of all methods. */
export interface MethodsRun {
  /** Of each method the cells for a valid and an invalid credential. */
  readonly valid: readonly string[];
  readonly invalid: readonly string[];
  /** What it found out about the browser, by question. */
  readonly answers: Readonly<Record<string, string>>;
}

export async function runMethods({ browser, lab }: Running): Promise<MethodsRun> {
  await browser.goto(`${lab.urls.page}methods`);
  await click(browser, '#run-all');
  await until(browser, () => document.querySelector('#progress')?.textContent?.startsWith('Run '));
  const texts = async (selector: string) =>
    String(
      await ask(
        browser,
        (all) => [...document.querySelectorAll(all)].map(({ textContent }) => textContent).join('\n'),
        selector,
      ),
    ).split('\n');
  const cells = (column: string) => texts(`[aria-label="The eleven methods"] [data-label="${column}"]`);
  const own = '.engines tr:has([data-label="This browser"] strong)';
  const ids = String(
    await ask(
      browser,
      (all) => [...document.querySelectorAll(all)].map(({ id }) => id.replace('asked-', '')).join('\n'),
      own,
    ),
  ).split('\n');
  const answers = await texts(`${own} [data-label="This browser"] strong`);
  return {
    valid: await cells('Valid credential'),
    invalid: await cells('Invalid credential'),
    answers: Object.fromEntries(ids.map((id, at) => [id, answers[at] ?? ''])),
  };
}

/** Eight let the valid credential in; two have no place for one; none lets the invalid one in. */
export function expectMethods({ valid, invalid }: MethodsRun): void {
  assert.equal(valid.length, methodIds.length);
  for (const [at, id] of methodIds.entries()) {
    const isOutOfReach = id === 'bearer-header' || id === 'client-certificate';
    assert.match(valid[at] ?? '', isOutOfReach ? /^no way for a page/ : /^✓ let in.*user alice/, id);
    assert.match(invalid[at] ?? '', /^✓ refused/, id);
  }
}

async function untilText(browser: Browser, selector: string, text: string): Promise<void> {
  await until(
    browser,
    (one, expected) => document.querySelector(one)?.textContent === expected,
    selector,
    text,
  );
}

/** The id of what has the focus, or its text where it has none. */
function focused(browser: Browser): Promise<unknown> {
  return ask(browser, () => document.activeElement?.id || document.activeElement?.textContent);
}
