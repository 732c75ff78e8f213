/** A client that does what it should, and measures how it is served. */
import { setTimeout as pause } from 'node:timers/promises';
import { DEMO_TOKEN, formatTokenMessage } from '../../../protocol/messages.ts';
import type { Scene } from '../attack.ts';
import { type OpenSocket, openOneOfMany, type Refused } from './socket.ts';

/** Milliseconds between two messages: within the rate that anybody may send. */
const PACE_MS = 25;

/** Milliseconds between two figures that are told. */
const TELL_MS = 100;

/** In IPv6, so that it shares no address with an attacker of IPv4; where there is none, from 127.0.0.1. */
export async function comeIn(scene: Scene, url: string): Promise<OpenSocket | Refused> {
  const at = (hostname: string) => {
    const direct = new URL(url);
    direct.hostname = hostname;
    return openOneOfMany(scene, direct.href);
  };
  const socket = await at('[::1]').catch(() => at('127.0.0.1'));
  return socket.opened && !(await getIn(socket)) ? { opened: false, status: 101 } : socket;
}

/** Authenticates with the public token. @returns whether it was accepted */
export async function getIn(socket: OpenSocket): Promise<boolean> {
  socket.send(formatTokenMessage(DEMO_TOKEN));
  return (await socket.next()).type === 'message';
}

/** How an honest client is served, as long as it is there. */
export interface Served {
  /** How long its echoes took since it was last asked, in milliseconds; undefined where it was closed. */
  take(): { readonly median: string; readonly slowest: string } | undefined;
}

/** Sends one message after the other until the scene ends, and tells the scene what each takes. */
export function keepEchoing(scene: Scene, socket: OpenSocket): Served {
  let times: number[] = [];
  let isOver = false;
  let isClosed = false;
  scene.onEnd(() => {
    isOver = true;
  });
  const echo = async () => {
    let slowest = 0;
    let toldAt = performance.now();
    while (!isOver) {
      const ms = await timeEcho(socket);
      if (ms === undefined) {
        isClosed = true;
        return;
      }
      times.push(ms);
      slowest = Math.max(slowest, ms);
      const now = performance.now();
      if (now - toldAt >= TELL_MS) {
        scene.measured(slowest);
        slowest = 0;
        toldAt = now;
      }
      await pause(PACE_MS);
    }
  };
  void echo();
  return {
    take() {
      const taken = times.sort((one, other) => one - other);
      times = [];
      const [median = 0, slowest = 0] = [taken[taken.length >> 1], taken.at(-1)];
      return isClosed ? undefined : { median: median.toFixed(1), slowest: slowest.toFixed(1) };
    },
  };
}

/** @returns milliseconds; undefined when the connection was closed */
export async function timeEcho(socket: OpenSocket): Promise<number | undefined> {
  const start = performance.now();
  socket.send({ msg: 'hello' });
  return (await socket.next()).type === 'closed' ? undefined : performance.now() - start;
}
