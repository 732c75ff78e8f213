/** The real server, the page of it, and a guard: no test passes while the browser has something to complain about. */
import { test as base, expect, type Locator, type Page } from '@playwright/test';
import { openExhibits } from '../../exhibits/twins/exhibits.ts';
import { createLab, type Lab } from '../../server/lab/lab.ts';
import { createLog } from '../../server/observe/log.ts';
import type { Options } from '../../server/options/options.ts';

/** The demo page's parts, as a person would name them. */
export interface Demo {
  readonly token: Locator;
  readonly message: Locator;
  readonly output: Locator;
  readonly state: Locator;
  readonly explanation: Locator;
  /** What is done about a connection that is gone. */
  readonly retry: Locator;
  readonly log: Locator;
  readonly connect: Locator;
  readonly disconnect: Locator;
  readonly send: Locator;
  /** Any other button. */
  button(name: string): Locator;
  /** Fills the token field. */
  preset(name: string): Locator;
  /** Tells a complete story. */
  story(name: string): Locator;
  /** The rows of the diagram, by their spoken names. */
  readonly rows: Locator;
  /** What is inside the opened row. */
  readonly detail: Locator;
}

export interface Complaints {
  /** Lets a complaint pass in this test, e.g. Chromium's own note of a handshake that failed. */
  expect(pattern: RegExp): void;
}

/** Labs that the tests of a worker share. Other fixtures of a worker would need a worker of their own. */
interface WorkerFixtures {
  lab: Lab;
  /** With the exhibits, and without a budget of failures: every run of the methods fails eleven times on purpose. */
  exhibitLab: Lab;
  /** Its deadline passes before anybody gets bored: for tests that tell every story. */
  quick: Lab;
}

interface TestFixtures {
  /** The page of the shared lab, opened. */
  demo: Demo;
  /** A lab for this test alone, to be closed by it or after it. */
  ownLab: Lab;
  complaints: Complaints;
}

/** A fixture that is a lab, for as long as it is used. */
function shared(settings: Partial<Options> = {}, withExhibits = false) {
  // biome-ignore lint/correctness/noEmptyPattern: Playwright reads the names of fixtures from the pattern.
  return async ({}, use: (lab: Lab) => Promise<void>) => {
    const opened = withExhibits ? openExhibits : undefined;
    const lab = createLab({ port: 0, demo: true, ...settings }, createLog('silent'), Date.now, opened);
    await lab.listen();
    await use(lab);
    await lab.close();
  };
}

export const test = base.extend<TestFixtures, WorkerFixtures>({
  lab: [shared(), { scope: 'worker' }],
  exhibitLab: [shared({ authFailuresPerMinute: 0 }, true), { scope: 'worker' }],
  quick: [shared({ authDeadlineMs: 1500 }), { scope: 'worker' }],

  // biome-ignore lint/correctness/noEmptyPattern: as above
  ownLab: async ({}, use) => {
    const lab = createLab({ port: 0, demo: true, logLevel: 'silent' });
    await lab.listen();
    let closed: Promise<void> | undefined;
    const close = () => {
      closed ??= lab.close();
      return closed;
    };
    await use({ listen: lab.listen, retire: lab.retire, close, urls: lab.urls, tls: lab.tls });
    await close();
  },

  complaints: [
    async ({ page }, use) => {
      const seen: string[] = [];
      const expected: RegExp[] = [];
      page.on('console', (message) => {
        if (message.type() !== 'error' && message.type() !== 'warning') return;
        seen.push(`${message.text()} (${message.location().url})`);
      });
      // Uncaught exceptions and unhandled rejections alike.
      page.on('pageerror', (error) => seen.push(error.message));
      await page.addInitScript(() => {
        addEventListener('securitypolicyviolation', (event) => {
          console.error(`CSP violation: ${event.violatedDirective} ${event.blockedURI}`);
        });
      });
      await use({ expect: (pattern) => expected.push(pattern) });
      expect(seen.filter((text) => !expected.some((pattern) => pattern.test(text)))).toEqual([]);
    },
    { auto: true },
  ],

  demo: async ({ page, lab }, use) => {
    await use(await openDemo(page, lab.urls.page));
  },
});

export { expect };

/** Chromium's note of a WebSocket that did not open. */
export const failedHandshake = /^WebSocket connection to '[^']+' failed/;

/** The browser asks for the icon, and the page for its glossary, some time after it has loaded: the server may be gone. */
export const missedLater = /^Failed to load resource: .*\/(favicon\.svg|docs\/glossary\.json)\)$/;

/** Chromium's note of a trace that a server out of reach, or none of ours, did not give. */
export const missedTrace = /^Failed to load resource: .*\/trace\/[\da-f]{32}\)$/;

/** Chromium's note of a server that is none of ours, and does not say what it serves. */
export const missedLab = /^Failed to load resource: .*\/api\/lab\)$/;

/** Goes to a demo page and names its parts. */
export async function openDemo(page: Page, url: string): Promise<Demo> {
  await page.goto(url);
  const button = (name: string) => page.getByRole('button', { name, exact: true });
  return {
    token: page.getByLabel('Token', { exact: true }),
    message: page.getByLabel('Message', { exact: true }),
    output: page.locator('#output'),
    state: page.locator('#state'),
    explanation: page.locator('#explanation'),
    retry: page.locator('.retry p'),
    log: page.locator('#log'),
    connect: button('Connect'),
    disconnect: button('Disconnect'),
    send: button('Send'),
    button,
    preset: (name) => page.getByRole('group', { name: 'Fill in a token' }).getByRole('button', { name }),
    story: (name) => page.getByRole('group', { name: /^Stories/ }).getByRole('button', { name, exact: true }),
    rows: page.getByRole('list', { name: 'On the wire' }).getByRole('button'),
    detail: page.getByRole('region', { name: 'The opened row' }),
  };
}

/** Waits until the diagram has these rows, by their spoken names, and no others. */
export async function expectRows({ rows }: Demo, expected: readonly RegExp[]): Promise<void> {
  await expect(async () => {
    const names = await rows.evaluateAll((all) => all.map(({ ariaLabel }) => ariaLabel));
    expect(names).toEqual(expected.map((pattern) => expect.stringMatching(pattern)));
  }).toPass({ timeout: 10_000 });
}
