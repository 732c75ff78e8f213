/** A server that is stopped without a word: its connections stay, and nothing comes. */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { AUTHENTICATED_TEXT } from '../../protocol/messages.ts';
import { test as base, expect, openDemo } from './fixtures.ts';

interface Program {
  readonly page: string;
  stop(): void;
  goOn(): void;
}

const test = base.extend<{ program: Program }>({
  program: async ({ page: visitor }, use) => {
    const root = fileURLToPath(new URL('../..', import.meta.url));
    const args = ['--import', 'tsx', 'server/main.ts', '--port', '0', '--demo', '--log-level', 'silent'];
    const child = spawn(process.execPath, args, { cwd: root, stdio: ['ignore', 'ignore', 'pipe'] });
    const exited = once(child, 'exit');
    const page = await pageOf(child);
    await use({ page, stop: () => void child.kill('SIGSTOP'), goOn: () => void child.kill('SIGCONT') });
    // A page that stays would find the server gone, and the browser would complain.
    await visitor.goto('about:blank');
    child.kill('SIGCONT');
    child.kill('SIGKILL');
    await exited;
  },
});

/** Waits for the address that the program prints. */
async function pageOf({ stderr }: ChildProcess): Promise<string> {
  let told = '';
  for await (const chunk of stderr?.setEncoding('utf8') ?? []) {
    told += chunk;
    const [, page] = /Page +(\S+)\n/.exec(told) ?? [];
    if (page !== undefined) return page;
  }
  throw new Error(`The program ended: ${told}`);
}

const silent = /^The server has been silent for (\d+) s$/;
/** What a busy machine needs. */
const soon = { timeout: 15_000 };

test.describe.configure({ timeout: 60_000 });

test('the page says so within seconds, counts them, and goes back to normal when the server speaks again', async ({
  page,
  program,
}) => {
  // The server really stops; only the page's clock is hurried on meanwhile.
  await page.clock.install();
  const demo = await openDemo(page, program.page);
  const seconds = async () => Number(silent.exec((await demo.state.textContent()) ?? '')?.[1]);

  await demo.connect.click();
  await expect(demo.state).toHaveText('Connected');
  // The server tells its side, so something comes every few seconds.
  await expect(demo.rows).toHaveCount(8);
  program.stop();
  // Seven seconds, and the last sign of life before them.
  await page.clock.runFor(12_000);
  await expect(demo.state).toHaveText(silent, soon);
  await expect(demo.explanation).toContainText('The page waits until it answers.');
  const first = await seconds();
  await page.clock.runFor(2000);
  expect(await seconds()).toBeGreaterThan(first);
  await demo.message.fill('are you there?');
  await demo.send.click();

  program.goOn();
  await expect(demo.state).toHaveText('Connected', soon);
  await expect(demo.output).toHaveText('{"msg":"are you there?"}');
  await expect(demo.explanation).toContainText('Authenticated as alice');

  // A handshake that is not answered is told as silence, too.
  await demo.disconnect.click();
  await expect(demo.state).toHaveText('Disconnected');
  program.stop();
  await demo.connect.click();
  await page.clock.runFor(8000);
  await expect(demo.state).toHaveText(silent, soon);
  program.goOn();
  await expect(demo.output).toHaveText(AUTHENTICATED_TEXT, soon);
  await expect(demo.state).toHaveText('Connected');
});
