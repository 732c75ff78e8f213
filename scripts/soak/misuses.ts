/**
 * Ways to misuse a server on this machine. Each uses a connection of its own and ends by itself within seconds. Used by
 * tests and by `npm run soak`.
 */
import { once } from 'node:events';
import { connect as connectTcp, type Socket } from 'node:net';
import { Duplex } from 'node:stream';
import { setTimeout as pause } from 'node:timers/promises';
import { connect as connectTls } from 'node:tls';
import {
  type Connection,
  connect,
  type FrameToWrite,
  handshake,
  opcodes,
  writeFrame,
} from '@websocket-auth-lab/wire';
import { DEMO_TOKEN } from '../../protocol/messages.ts';

export interface Target {
  readonly port: number;
  /** The client's own address: all of 127.0.0.0/8 is this machine. */
  readonly from: string;
}

type Misuse = (target: Target) => Promise<void>;

/** Milliseconds after which a misuse leaves, if the server has not ended it. */
const PATIENCE_MS = 8000;

const maskingKey = Buffer.from([1, 2, 3, 4]);
const frame = (one: FrameToWrite) => writeFrame({ maskingKey, ...one });
const text = (payload: string) => frame({ opcode: opcodes.text, payload });
const upgradeRequest = (path = '/') => handshake(new URL(path, 'wss://localhost/'));

const token = text(`{"token":"${DEMO_TOKEN}"}`);

/**
 * Holds an honest conversation, and leaves after so many bytes: in the TLS handshake, the request, the check, or later.
 * With more bytes than the conversation has, it ends in order.
 *
 * @param how - by a TCP reset, or by the end of TCP
 */
export async function leaveAfter({ port, from }: Target, bytes: number, how: 'reset' | 'end'): Promise<void> {
  const tcp = connectTcp({ port, host: '127.0.0.1', localAddress: from });
  tcp.on('error', () => {});
  const leave = () => {
    if (how === 'reset') tcp.resetAndDestroy();
    else tcp.end();
  };
  const gone = new Promise((resolve) => tcp.once('close', resolve));
  await Promise.race([once(tcp, 'connect').catch(() => {}), gone]);
  if (bytes === 0) leave();
  const socket = connectTls({
    socket: cutAfter(tcp, bytes, leave),
    rejectUnauthorized: false,
    servername: 'localhost',
  });
  socket.on('error', () => {});
  socket.write(upgradeRequest());
  socket.once('data', () => {
    socket.write(token);
    for (let count = 0; count < 10; count++) socket.write(text(`{"count":${count}}`));
    socket.write(frame({ opcode: opcodes.close }));
  });
  await gone;
  socket.destroy();
}

/** Passes on a socket's bytes in both directions, until so many were written. */
function cutAfter(tcp: Socket, bytes: number, leave: () => void): Duplex {
  let left = bytes;
  const line = new Duplex({
    read: () => void tcp.resume(),
    write(chunk: Buffer, _encoding, done) {
      const part = chunk.subarray(0, left);
      left -= part.length;
      tcp.write(part, () => {
        if (left === 0) leave();
        done();
      });
    },
  });
  tcp.on('data', (chunk) => line.push(chunk));
  tcp.on('close', () => line.destroy());
  return line;
}

/** Connects with TLS, does something, and waits for the end. What the server sends is read and dropped. */
async function onConnection({ port, from }: Target, act: (connection: Connection) => unknown): Promise<void> {
  const patience = AbortSignal.timeout(PATIENCE_MS);
  const connection = await connect(`wss://127.0.0.1:${port}/`, {
    tls: { rejectUnauthorized: false, servername: 'localhost' },
    localAddress: from,
    signal: patience,
  }).catch(() => undefined);
  if (!connection) return;
  connection.listen(() => {});
  await act(connection);
  await connection.closed;
}

/** Also upgrades, and authenticates if `authenticates` is set. */
function onWebSocket(act: (connection: Connection) => unknown, authenticates = false): Misuse {
  return (target) =>
    onConnection(target, async (connection) => {
      connection.write(upgradeRequest());
      await answerOf(connection);
      if (authenticates) {
        connection.write(token);
        await answerOf(connection);
      }
      await act(connection);
    });
}

function answerOf({ socket, closed }: Connection): Promise<unknown> {
  return Promise.race([new Promise((resolve) => socket.once('data', resolve)), closed]);
}

/** Writes again and again until the connection has ended. */
async function flood(connection: Connection, bytes: Buffer): Promise<void> {
  const { socket, closed } = connection;
  while (!socket.destroyed) {
    if (connection.write(bytes)) await pause(1);
    else await Promise.race([new Promise((resolve) => socket.once('drain', resolve)), closed]);
  }
}

const random = (below: number) => Math.floor(Math.random() * below);
const randomBytes = (most: number) => Buffer.from(Array.from({ length: random(most) }, () => random(256)));
const many = (bytes: Buffer) => Buffer.concat(Array.from({ length: 200 }, () => bytes));

export const misuses: Readonly<Record<string, Misuse>> = {
  'leaves at any moment by a reset': (target) => leaveAfter(target, random(1800), 'reset'),
  'leaves at any moment': (target) => leaveAfter(target, random(1800), 'end'),
  'says nothing after the 101': onWebSocket(() => {}),
  'says nothing after TLS': (target) => onConnection(target, () => {}),
  'shows a wrong token': onWebSocket((connection) => connection.write(text('{"token":"wrong"}'))),
  'sends bytes at random': onWebSocket((connection) => connection.write(randomBytes(2000))),
  'sends bytes at random once it is in': onWebSocket(
    (connection) => connection.write(randomBytes(2000)),
    true,
  ),
  'asks at random': (target) =>
    onConnection(target, ({ socket }) => socket.end(`GET /${randomBytes(300).toString('latin1')}\r\n\r\n`)),
  'asks for what is not there': (target) =>
    onConnection(target, (connection) => connection.write(upgradeRequest(`/${random(1e6)}`))),
  'drips a header': (target) =>
    onConnection(target, async (connection) => {
      for (const byte of upgradeRequest().slice(0, -2)) {
        if (connection.socket.destroyed) return;
        connection.write(byte);
        await pause(20);
      }
    }),
  'floods with messages': onWebSocket((connection) => flood(connection, many(text('"flood"'))), true),
  'floods with pings': onWebSocket(
    (connection) => flood(connection, many(frame({ opcode: opcodes.ping, payload: 'x'.repeat(125) }))),
    true,
  ),
  'sends empty fragments without end': onWebSocket(async (connection) => {
    connection.write(frame({ opcode: opcodes.text, fin: false }));
    await flood(connection, many(frame({ opcode: opcodes.continuation, fin: false })));
  }),
  'claims a gigabyte': onWebSocket(
    (connection) => connection.write(frame({ opcode: opcodes.text, claimedLength: 2 ** 30 })),
    true,
  ),
  'does not read': onWebSocket(async (connection) => {
    connection.socket.pause();
    const large = text(`"${'x'.repeat(60_000)}"`);
    for (let count = 0; count < 100; count++) connection.write(large);
    await pause(3000);
    connection.destroy();
  }, true),
};
