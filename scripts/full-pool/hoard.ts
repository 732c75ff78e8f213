/**
 * A hoard, in a process of its own, which ends with its parent: sockets from many addresses that say nothing after the
 * 101. It opens so many per second, up to a number that it then holds.
 */
import { connect as connectTcp } from 'node:net';
import { connect as connectTls } from 'node:tls';
import { handshake } from '@websocket-auth-lab/wire';

/** What the parent is told ten times a second. */
export interface HoardCounts {
  /** Upgrades that were answered with the 101, and those that were not, since the start. */
  readonly opened: number;
  readonly refused: number;
  /** Sockets with a 101 that are open now. */
  readonly held: number;
}

/** Milliseconds between two bursts of connections. */
const TICK_MS = 10;

const TELL_MS = 100;

const [port = 0, size = 0, perSecond = 0, addresses = 1] = process.argv.slice(2).map(Number);
const url = new URL(`wss://localhost:${port}/`);
process.on('error', () => process.exit());
const counts = { opened: 0, refused: 0, held: 0 };
let sockets = 0;
let started = 0;
let due = 0;

function openOne(): void {
  sockets++;
  const localAddress = `127.0.50.${1 + (started++ % addresses)}`;
  const tcp = connectTcp({ port, host: '127.0.0.1', localAddress });
  const socket = connectTls({ socket: tcp, rejectUnauthorized: false, servername: 'localhost' });
  let isOpen = false;
  socket.once('secureConnect', () => socket.write(handshake(url)));
  socket.once('data', (answer) => {
    isOpen = answer.toString('latin1').startsWith('HTTP/1.1 101 ');
    if (!isOpen) {
      counts.refused++;
      return;
    }
    counts.opened++;
    counts.held++;
    // The next data is a close frame: leave, so that the next socket can be opened.
    socket.once('data', () => socket.destroy());
  });
  socket.on('error', () => socket.destroy());
  tcp.on('error', () => socket.destroy());
  tcp.once('close', () => {
    sockets--;
    if (isOpen) counts.held--;
  });
}

process.on('disconnect', () => process.exit());
setInterval(() => process.send?.(counts), TELL_MS);
let last = performance.now();
setInterval(() => {
  const now = performance.now();
  // A late tick makes up for what was missed, but for no more than a tenth of a second.
  due = Math.min(due + ((now - last) * perSecond) / 1000, perSecond / 10);
  last = now;
  for (; due >= 1 && sockets < size; due--) openOne();
}, TICK_MS);
