/** A server that stops and starts, and a page whose pauses are under the test's control. */
import type { Page } from '@playwright/test';
import { createLab, type Lab } from '../../server/lab/lab.ts';
import { createLog } from '../../server/observe/log.ts';
import type { Options } from '../../server/options/options.ts';
import { test as base, type Demo, failedHandshake, missedLater, missedTrace, openDemo } from './fixtures.ts';

/** A server that stops and starts on one port. */
interface Server {
  start(settings?: Partial<Options>): Promise<void>;
  stop(): Promise<void>;
  readonly page: string;
}

export const test = base.extend<{ server: Server; attempts: string[] }>({
  // biome-ignore lint/correctness/noEmptyPattern: Playwright reads the names of fixtures from the pattern.
  server: async ({}, use) => {
    let lab: Lab | undefined;
    let port = 0;
    const stop = async () => {
      await lab?.close();
      lab = undefined;
    };
    await use({
      async start(settings = {}) {
        lab = createLab({ port, certificatePort: 0, demo: true, ...settings }, createLog('silent'));
        await lab.listen();
        port = Number(new URL(lab.urls.page).port);
      },
      stop,
      get page() {
        return lab?.urls.page ?? '';
      },
    });
    await stop();
  },
  /** The addresses of the WebSockets that the page has opened. */
  attempts: async ({ page, complaints }, use) => {
    for (const complaint of [failedHandshake, missedLater, missedTrace]) complaints.expect(complaint);
    const attempts: string[] = [];
    page.on('websocket', (socket) => attempts.push(socket.url()));
    await use(attempts);
  },
});

/** Opens the page with a clock of the test's own, and a chance that always says the most. */
export async function openWithClock(page: Page, url: string): Promise<Demo> {
  await page.clock.install({ time: 0 });
  await page.addInitScript(() => {
    Math.random = () => 0.999;
  });
  return openDemo(page, url);
}

/** The page has been open for an hour. */
export async function stopClock(page: Page): Promise<void> {
  await page.clock.pauseAt(3_600_000);
}
