/** `npm run nodes`, as a class sees it: the board's button kills a node, and its clients come back on the other. */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { setTimeout as pause } from 'node:timers/promises';
import WebSocket from 'ws';
import { pauseBefore } from '../../client/reconnect/backoff.ts';
import { DEMO_TOKEN, formatTokenMessage } from '../../protocol/messages.ts';
import { endWithUs } from '../../scripts/support/end-with-us.ts';
import { lacks } from '../support/system.ts';
import { accessibilityFindings } from './axe.ts';
import { expect, test } from './fixtures.ts';

/** An address of this machine for this test alone: nginx cannot take a free port. */
const HOST = '127.0.98.1';
const ORIGIN = `https://${HOST}:8443`;

const CLIENTS = 6;

const missing = lacks('redis-server') || lacks('nginx');
let program: ChildProcess | undefined;
const leaving = new AbortController();

test.afterEach(async () => {
  leaving.abort();
  if (!program) return;
  program.kill('SIGTERM');
  await once(program, 'exit');
});

async function startNodes(): Promise<void> {
  const args = ['--import', 'tsx', 'scripts/nodes.ts', '--host', HOST, '--port', '8443', '--nodes', '2'];
  const child = spawn(process.execPath, args, { stdio: ['ignore', 'ignore', 'pipe'] });
  endWithUs(child);
  program = child;
  let text = '';
  for await (const chunk of child.stderr.setEncoding('utf8').iterator({ destroyOnReturn: false })) {
    text += chunk;
    if (!text.includes('Ctrl+C ends all of it')) continue;
    child.stderr.resume();
    return;
  }
  throw new Error(text);
}

/** Comes in, and comes back whenever it is lost. */
async function comeAndComeBack(signal: AbortSignal): Promise<void> {
  while (!signal.aborted) {
    const webSocket = new WebSocket(ORIGIN.replace('https', 'wss'), { rejectUnauthorized: false });
    const leave = () => webSocket.terminate();
    signal.addEventListener('abort', leave);
    webSocket.on('open', () => webSocket.send(formatTokenMessage(DEMO_TOKEN)));
    webSocket.on('error', () => {});
    await new Promise((resolve) => webSocket.on('close', resolve));
    signal.removeEventListener('abort', leave);
    await pause(pauseBefore(1, Math.random()));
  }
}

test('by keyboard the board kills a node and starts it again, and its clients are back on the other', async ({
  page,
  complaints,
}) => {
  test.skip(missing !== false, String(missing));
  test.setTimeout(60_000);
  // The board's own stream may come from the node that is killed.
  complaints.expect(/^Failed to load resource: .*\/api\/board/);
  await startNodes();
  const clients = Array.from({ length: CLIENTS }, () => comeAndComeBack(leaving.signal));
  await page.goto(`${ORIGIN}/board`);
  const row = (node: string) =>
    page.getByRole('row').filter({ has: page.getByRole('rowheader', { name: node, exact: true }) });
  const connections = (node: string) => row(node).getByRole('cell').nth(1);
  const counts = async () => [
    Number(await connections('A').textContent()),
    Number(await connections('B').textContent()),
  ];
  await expect.poll(async () => (await counts()).reduce((sum, count) => sum + count)).toBe(CLIENTS);
  expect(Math.min(...(await counts())), 'both have some').toBeGreaterThan(0);

  const button = row('A').getByRole('button');
  await expect(button).toHaveText('Kill A');
  const isFocused = () => button.evaluate((element) => element === document.activeElement);
  for (let presses = 0; presses < 40 && !(await isFocused()); presses++) await page.keyboard.press('Tab');
  await expect(button).toBeFocused();
  await page.keyboard.press('Enter');
  await expect(page.getByRole('status').filter({ hasText: 'Node A was killed (kill -9)' })).toBeVisible();
  await expect(row('A')).toContainText('does not run');
  await expect(connections('B')).toHaveText(String(CLIENTS), { timeout: 20_000 });
  expect(await accessibilityFindings(page)).toEqual([]);

  await expect(button).toBeFocused();
  await expect(button).toHaveText('Start A');
  await page.keyboard.press('Space');
  await expect(page.getByRole('status').filter({ hasText: 'Node A runs again' })).toBeVisible();
  await expect(connections('A')).toHaveText('0');
  await expect(button).toBeFocused();
  await page.goto('about:blank');
  leaving.abort();
  await Promise.all(clients);
});
