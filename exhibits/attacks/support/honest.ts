/** A client that does what it should, and measures how it is served. */
import { setTimeout as pause } from 'node:timers/promises';
import { DEMO_TOKEN, formatTokenMessage } from '../../../protocol/messages.ts';
import type { Scene } from '../attack.ts';
import { type OpenSocket, open, type Refused } from './socket.ts';

const ECHOES = 20;

/** Milliseconds between two messages, where nobody knows how many it will be: within the rate that anybody may send. */
const PACE_MS = 25;

/** In IPv6, so that it shares no address with an attacker of IPv4; where there is none, from 127.0.0.1. */
export async function comeIn(scene: Scene, url: string): Promise<OpenSocket | Refused> {
  const at = (hostname: string) => {
    const direct = new URL(url);
    direct.hostname = hostname;
    return open(scene, direct.href);
  };
  const socket = await at('[::1]').catch(() => at('127.0.0.1'));
  return socket.opened && !(await getIn(socket)) ? { opened: false, status: 101 } : socket;
}

/** Authenticates with the public token. @returns whether it was accepted */
export async function getIn(socket: OpenSocket): Promise<boolean> {
  socket.send(formatTokenMessage(DEMO_TOKEN));
  return (await socket.next()).type === 'message';
}

/**
 * Sends one message after the other.
 *
 * @param meanwhile - measures until this is over; without it, a number of echoes
 * @returns how long the echoes took, in words; undefined when one did not come
 */
export async function echoTimes(
  socket: OpenSocket,
  meanwhile?: Promise<unknown>,
): Promise<string | undefined> {
  let isOver = false;
  meanwhile?.finally(() => {
    isOver = true;
  });
  const times: number[] = [];
  while (meanwhile ? !isOver : times.length < ECHOES) {
    const start = performance.now();
    socket.send({ msg: 'hello' });
    if ((await socket.next()).type === 'closed') return undefined;
    times.push(performance.now() - start);
    if (meanwhile) await pause(PACE_MS);
  }
  times.sort((one, other) => one - other);
  const [median = 0, longest = 0] = [times[times.length >> 1], times.at(-1)];
  return `${median.toFixed(1)} ms (longest ${longest.toFixed(1)} ms)`;
}
