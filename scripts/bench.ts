/**
 * `npm run bench`: what the server costs, as a ratio to a bare ws echo over the same TLS in the same run, so that the
 * machine's noise cancels. CPU time is the server process's own.
 */
import { fork } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import WebSocket from 'ws';
import { AUTHENTICATED_TEXT, DEMO_TOKEN, formatTokenMessage } from '../protocol/messages.ts';
import type { Usage } from './bench/server.ts';

const ROUNDS = 5;
const CONNECTIONS = 300;
const SENDERS = 20;
const MESSAGES = 1000;
const PIPELINED = 50;

const message = JSON.stringify({ msg: 'hello, this is a message of the usual size', n: 12345 });

interface Figures {
  /** Microseconds of server CPU per connection that was opened, let in and is still there. */
  readonly connection: number;
  /** Bytes of server memory per connection that is open and idle. */
  readonly idleBytes: number;
  /** Microseconds of server CPU per echo, many under way at once. */
  readonly pipelined: number;
  /** Microseconds of server CPU per echo, one after the other. */
  readonly single: number;
}

async function measure(kind: 'bare' | 'lab'): Promise<Figures> {
  const server = fork(fileURLToPath(new URL('./bench/server.ts', import.meta.url)), [kind], {
    execArgv: ['--expose-gc', '--import', 'tsx'],
    stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
  });
  try {
    const [url]: string[] = await once(server, 'message');
    const usage = async (): Promise<Usage> => {
      server.send('usage');
      const [answer] = await once(server, 'message');
      return answer;
    };
    const open = () => openConnection(String(url), kind === 'lab');

    // Warm: the first connections pay for compilation.
    const warm = await several(50, open);
    await Promise.all(warm.map((socket) => echo(socket, 200, PIPELINED)));
    for (const socket of warm) socket.terminate();

    const before = await usage();
    const sockets = await several(CONNECTIONS, open);
    const opened = await usage();
    const senders = sockets.slice(0, SENDERS);
    await Promise.all(senders.map((socket) => echo(socket, MESSAGES, PIPELINED)));
    const piped = await usage();
    await Promise.all(senders.map((socket) => echo(socket, MESSAGES / 4, 1)));
    const single = await usage();
    for (const socket of sockets) socket.terminate();
    return {
      connection: (opened.cpu - before.cpu) / CONNECTIONS,
      idleBytes: (opened.memory - before.memory) / CONNECTIONS,
      pipelined: (piped.cpu - opened.cpu) / (SENDERS * MESSAGES),
      single: (single.cpu - piped.cpu) / (SENDERS * (MESSAGES / 4)),
    };
  } finally {
    server.kill();
  }
}

/** Opens so many, ten at a time. */
async function several(count: number, open: () => Promise<WebSocket>): Promise<WebSocket[]> {
  const sockets: WebSocket[] = [];
  while (sockets.length < count) {
    const batch = Array.from({ length: Math.min(10, count - sockets.length) }, open);
    sockets.push(...(await Promise.all(batch)));
  }
  return sockets;
}

async function openConnection(url: string, authenticates: boolean): Promise<WebSocket> {
  const socket = new WebSocket(url, { rejectUnauthorized: false, perMessageDeflate: false });
  await once(socket, 'open');
  // The bare server echoes the token: both have answered one message when the connection counts as open.
  socket.send(formatTokenMessage(DEMO_TOKEN));
  const [answer] = await once(socket, 'message');
  if (authenticates && String(answer) !== AUTHENTICATED_TEXT) throw new Error(`not let in: ${answer}`);
  return socket;
}

/** Sends so many messages, at most `atOnce` without an answer, and waits for every echo. */
function echo(socket: WebSocket, count: number, atOnce: number): Promise<void> {
  return new Promise((resolve, reject) => {
    let sent = 0;
    let received = 0;
    const onMessage = () => {
      received++;
      if (received === count) {
        socket.off('message', onMessage).off('close', onClose);
        resolve();
      } else if (received === sent || (atOnce > 1 && sent - received <= atOnce / 2)) {
        send();
      }
    };
    const onClose = (code: number) => reject(new Error(`closed with ${code}`));
    const send = () => {
      for (; sent < count && sent - received < atOnce; sent++) socket.send(message);
    };
    socket.on('message', onMessage).on('close', onClose);
    send();
  });
}

const median = (values: number[]) =>
  values.sort((one, other) => one - other)[Math.floor(values.length / 2)] ?? 0;

const rows = [
  ['connection', 'CPU per authenticated connection', 'µs'],
  ['pipelined', 'CPU per echo, pipelined', 'µs'],
  ['single', 'CPU per echo, one at a time', 'µs'],
  ['idleBytes', 'memory per idle connection', 'bytes'],
] as const;

const pairs: { bare: Figures; lab: Figures }[] = [];
for (let round = 0; round < ROUNDS; round++) {
  pairs.push({ bare: await measure('bare'), lab: await measure('lab') });
}
process.stdout.write(
  `${'medians of'.padEnd(36)} bare ws      lab    ratio (${ROUNDS} runs of each, in turn)\n`,
);
for (const [key, title, unit] of rows) {
  const bare = median(pairs.map((pair) => pair.bare[key]));
  const lab = median(pairs.map((pair) => pair.lab[key]));
  const ratio = median(pairs.map((pair) => pair.lab[key] / pair.bare[key]));
  const digits = bare > 1000 ? 0 : 1;
  process.stdout.write(
    `${`${title}, ${unit}`.padEnd(36)}${bare.toFixed(digits).padStart(8)} ${lab.toFixed(digits).padStart(8)} ${ratio.toFixed(2).padStart(8)}\n`,
  );
}
