/** One browser, several servers, or a way to them that keeps no cookie: who is signed in where. */
import type { Page } from '@playwright/test';
import { findChromium } from '../../scripts/support/find-chromium.ts';
import { createStandalone } from '../../server/auth-program/server.ts';
import { createLab } from '../../server/lab/lab.ts';
import { createLog } from '../../server/observe/log.ts';
import type { Options } from '../../server/options/options.ts';
import { test as base, type Demo, expect, openDemo } from './fixtures.ts';

const test = base.extend<{ start(settings?: Partial<Options>): Promise<string> }>({
  /** Starts a lab of its own; gives the address of its page. */
  // biome-ignore lint/correctness/noEmptyPattern: Playwright reads the names of fixtures from the pattern.
  start: async ({}, use) => {
    const closing: (() => Promise<void>)[] = [];
    await use(async (settings = {}) => {
      const lab = createLab({ port: 0, demo: true, ...settings }, createLog('silent'));
      closing.push(lab.close);
      await lab.listen();
      return lab.urls.page;
    });
    await Promise.all(closing.map((close) => close()));
  },
});

// Checking a password is slow on purpose.
test.describe.configure({ timeout: 60_000 });
const patient = { timeout: 20_000 };

const chromium = await findChromium();
test.use({
  launchOptions: { ...chromium, args: [...chromium.args, '--host-resolver-rules=MAP lab.example 127.0.0.1'] },
});

/** Chromium's note of the answer that there is no session. */
const notSignedIn = /^Failed to load resource: .* 401 .*\/auth\/session\)$/;

async function connectWithTicket(page: Page, url: string): Promise<Demo> {
  const demo = await openDemo(page, url);
  await demo.preset('fresh ticket').click();
  await expect(demo.token).toHaveValue(/^[\w-]{43}$/, patient);
  await demo.connect.click();
  await expect(demo.state).toHaveText('Connected');
  return demo;
}

async function expectEcho({ message, send, output }: Demo, text: string): Promise<void> {
  await message.fill(text);
  await send.click();
  await expect(output).toHaveText(JSON.stringify({ msg: text }));
}

test('C26 a lab on another port of the host has a session of its own: neither takes or ends that of the other', async ({
  page,
  context,
  start,
}) => {
  const first = await connectWithTicket(page, await start());
  const second = await connectWithTicket(await context.newPage(), await start());
  await expectEcho(first, 'still here');
  // Only with the cookie of its own session.
  await first.button('Sign out').click();
  await expect(first.output).toHaveText('Disconnected. session ended');
  await expectEcho(second, 'still here, too');
  await second.button('Sign out').click();
  await expect(second.output).toHaveText('Disconnected. session ended');
});

test('two labs with one auth server share its session: the second page signs nobody out', async ({
  page,
  context,
  start,
  complaints,
}) => {
  // The first page asks before anybody is signed in.
  complaints.expect(notSignedIn);
  const introspectionSecret = 'x'.repeat(32);
  const startAuthServer = async (port: number, allowOrigin: string[]) => {
    const settings = { port, demo: true, introspectionSecret, allowOrigin };
    const server = createStandalone(settings, createLog('silent'));
    await server.listen();
    return server;
  };
  // Each has to know where the other is, so the first one only finds a port.
  const { url: authServer, close } = await startAuthServer(0, []);
  const asking = { demo: false, authServer, introspectionSecret };
  const [one, other] = [await start(asking), await start(asking)];
  await close();
  const origins = [one, other].map((url) => new URL(url).origin);
  const auth = await startAuthServer(Number(new URL(authServer).port), origins);

  const first = await connectWithTicket(page, one);
  const second = await connectWithTicket(await context.newPage(), other);
  await expectEcho(first, 'still here');
  await second.button('Sign out').click();
  await expect(first.output).toHaveText('Disconnected. session ended');
  await auth.close();
});

test('on plain http beyond localhost the page says that the browser kept no cookie, why, and what to do', async ({
  page,
  start,
  complaints,
}) => {
  complaints.expect(notSignedIn);
  // Headers of ours that have no meaning there.
  complaints.expect(/^The (Cross-Origin-Opener-Policy header|page requested an origin-keyed agent)/);
  const { port } = new URL(await start({ tls: false }));
  const demo = await openDemo(page, `http://lab.example:${port}/`);
  await demo.preset('fresh ticket').click();
  await expect(demo.output).toContainText(
    'this browser did not keep the cookie, so nobody is signed in',
    patient,
  );
  await expect(demo.output).toContainText('marked Secure: browsers keep it only from https');
  await expect(page.locator('#signed-in')).toBeHidden();
  await demo.preset('valid').click();
  await demo.connect.click();
  await expect(demo.state).toHaveText('Connected');
});
