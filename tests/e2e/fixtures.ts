/** The real server, the page of it, and a guard: no test passes while the browser has something to complain about. */
import { test as base, expect, type Locator, type Page } from '@playwright/test';
import { createLab, type Lab } from '../../server/lab.ts';

/** The demo page's parts, as a person would name them. */
export interface Demo {
  readonly token: Locator;
  readonly message: Locator;
  readonly output: Locator;
  readonly state: Locator;
  readonly explanation: Locator;
  readonly log: Locator;
  readonly connect: Locator;
  readonly disconnect: Locator;
  readonly send: Locator;
}

export interface Complaints {
  /** Lets a complaint pass in this test, e.g. Chromium's own note of a handshake that failed. */
  expect(pattern: RegExp): void;
}

interface TestFixtures {
  /** The page of the shared lab, opened. */
  demo: Demo;
  /** A lab for this test alone, to be closed by it or after it. */
  ownLab: Lab;
  complaints: Complaints;
}

export const test = base.extend<TestFixtures, { lab: Lab }>({
  lab: [
    // biome-ignore lint/correctness/noEmptyPattern: Playwright reads the names of fixtures from the pattern.
    async ({}, use) => {
      const lab = createLab({ port: 0, demo: true, logLevel: 'silent' });
      await lab.listen();
      await use(lab);
      await lab.close();
    },
    { scope: 'worker' },
  ],

  // biome-ignore lint/correctness/noEmptyPattern: as above
  ownLab: async ({}, use) => {
    const lab = createLab({ port: 0, demo: true, logLevel: 'silent' });
    await lab.listen();
    let closed: Promise<void> | undefined;
    const close = () => {
      closed ??= lab.close();
      return closed;
    };
    await use({ listen: lab.listen, close, urls: lab.urls, tls: lab.tls });
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

/** Chromium asks for the icon some time after the page has loaded, in these tests perhaps a server that is gone. */
export const missedIcon = /^Failed to load resource: .*\/favicon\.svg\)$/;

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
    log: page.locator('#log'),
    connect: button('Connect'),
    disconnect: button('Disconnect'),
    send: button('Send'),
  };
}
