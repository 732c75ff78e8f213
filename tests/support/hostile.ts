/**
 * Ways to misuse a server of this machine: each on a connection of its own, each over by itself within seconds. For
 * the tests and for `npm run soak`.
 */
import { once } from 'node:events';
import { connect as connectTcp, type Socket } from 'node:net';
import { Duplex } from 'node:stream';
import { setTimeout as pause } from 'node:timers/promises';
import { connect as connectTls, type TLSSocket } from 'node:tls';
import { DEMO_TOKEN } from '../../protocol/messages.ts';
import { frame, opcodes, text, upgradeRequest } from './attacker.ts';

export interface Target {
  readonly port: number;
  /** The client's own address: all of 127.0.0.0/8 is this machine. */
  readonly from: string;
}

type Misuse = (target: Target) => Promise<void>;

/** Milliseconds after which a misuse leaves, if the server has not ended it. */
const PATIENCE_MS = 8000;

const token = text(`{"token":"${DEMO_TOKEN}"}`);

/**
 * Holds an honest conversation, and leaves it after so many bytes: in the TLS handshake, the request, the check, or
 * later. More bytes than it has end it well.
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

/** A socket's bytes both ways, until so many were written. */
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

/** Connects with TLS, does something, and waits for the end. What the server says is read and dropped. */
async function onConnection(
  { port, from }: Target,
  act: (socket: TLSSocket) => Promise<void> | void,
): Promise<void> {
  const tcp = connectTcp({ port, host: '127.0.0.1', localAddress: from });
  const socket = connectTls({ socket: tcp, rejectUnauthorized: false, servername: 'localhost' });
  tcp.on('error', () => {});
  socket.on('error', () => {});
  socket.resume();
  const gone = new Promise((resolve) => socket.once('close', resolve));
  const patience = setTimeout(() => tcp.resetAndDestroy(), PATIENCE_MS);
  await Promise.race([once(socket, 'secureConnect').catch(() => {}), gone]);
  if (!socket.destroyed) await act(socket);
  await gone;
  clearTimeout(patience);
}

/** Upgrades as well, and with `authenticates` gets in. */
function onWebSocket(act: (socket: TLSSocket) => Promise<void> | void, authenticates = false): Misuse {
  return (target) =>
    onConnection(target, async (socket) => {
      socket.write(upgradeRequest());
      await answerOf(socket);
      if (authenticates) {
        socket.write(token);
        await answerOf(socket);
      }
      if (!socket.destroyed) await act(socket);
    });
}

function answerOf(socket: TLSSocket): Promise<unknown> {
  return new Promise((resolve) => socket.once('data', resolve).once('close', resolve));
}

/** Writes again and again until the connection is over. */
async function flood(socket: TLSSocket, bytes: Buffer): Promise<void> {
  const gone = new Promise((resolve) => socket.once('close', resolve));
  while (!socket.destroyed) {
    if (socket.write(bytes)) await pause(1);
    else await Promise.race([new Promise((resolve) => socket.once('drain', resolve)), gone]);
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
  'shows a wrong token': onWebSocket((socket) => void socket.write(text('{"token":"wrong"}'))),
  'sends bytes at random': onWebSocket((socket) => void socket.write(randomBytes(2000))),
  'sends bytes at random once it is in': onWebSocket((socket) => void socket.write(randomBytes(2000)), true),
  'asks at random': (target) =>
    onConnection(target, (socket) => void socket.end(`GET /${randomBytes(300).toString('latin1')}\r\n\r\n`)),
  'asks for what is not there': (target) =>
    onConnection(target, (socket) => void socket.write(upgradeRequest(`/${random(1e6)}`))),
  'drips a header': (target) =>
    onConnection(target, async (socket) => {
      for (const byte of upgradeRequest().slice(0, -2)) {
        if (socket.destroyed) return;
        socket.write(byte);
        await pause(20);
      }
    }),
  'floods with messages': onWebSocket((socket) => flood(socket, many(text('"flood"'))), true),
  'floods with pings': onWebSocket(
    (socket) => flood(socket, many(frame({ opcode: opcodes.ping, payload: 'x'.repeat(125) }))),
    true,
  ),
  'sends empty fragments without end': onWebSocket(async (socket) => {
    socket.write(frame({ opcode: opcodes.text, fin: false }));
    await flood(socket, many(frame({ opcode: opcodes.continuation, fin: false })));
  }),
  'claims a gigabyte': onWebSocket(
    (socket) => void socket.write(frame({ opcode: opcodes.text, claimedLength: 2 ** 30 })),
    true,
  ),
  'does not read': onWebSocket(async (socket) => {
    socket.pause();
    const large = text(`"${'x'.repeat(60_000)}"`);
    for (let count = 0; count < 100 && !socket.destroyed; count++) socket.write(large);
    await pause(3000);
    socket.destroy();
  }, true),
};
