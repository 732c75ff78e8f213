/** Clients that come back by themselves, each with a fresh ticket, as the page does. */
import type { TestContext } from 'node:test';
import { setTimeout as pause } from 'node:timers/promises';
import WebSocket from 'ws';
import { pauseBefore } from '../../client/reconnect/backoff.ts';
import { AUTHENTICATED_TEXT, formatTokenMessage } from '../../protocol/messages.ts';
import { ask, type SignedIn, signIn } from './auth.ts';

export interface Member {
  /** Whether it has been let in, and is still there. */
  readonly isIn: boolean;
  /** When it was last let in, by `performance.now()`. */
  readonly inAt: number;
  /** How often its connection was lost. */
  readonly losses: number;
  /** The close code of its last loss. */
  readonly code: number;
}

/**
 * A crowd that is in. It leaves with the test.
 *
 * @param origin - where tickets are fetched and WebSockets are opened
 */
export async function gather(t: TestContext, origin: string, size: number): Promise<readonly Member[]> {
  // A session may have eight tickets that are not used yet, so ten clients at most share one.
  const signedIn = await Promise.all(Array.from({ length: Math.ceil(size / 10) }, () => signIn(origin)));
  const members = Array.from({ length: size }, (_, index) => {
    const one = signedIn[index % signedIn.length];
    if (!one) throw new Error('nobody is signed in');
    return join(t, origin, one, `127.0.93.${1 + (index % 5)}`);
  });
  await sometime(t, () => members.every(({ isIn }) => isIn));
  return members;
}

function join(t: TestContext, origin: string, signedIn: SignedIn, localAddress: string): Member {
  const member = { isIn: false, inAt: 0, losses: 0, code: 0 };
  const stop = new AbortController();
  let webSocket: WebSocket | undefined;
  t.after(() => {
    stop.abort();
    webSocket?.terminate();
  });

  /** One connection, to its end. */
  const stay = async (): Promise<void> => {
    const { status, json } = await ask(origin, '/auth/tickets', {
      method: 'POST',
      headers: signedIn.headers,
      json: { method: 'first-message' },
    });
    if (status !== 201) throw new Error(`no ticket: ${status}`);
    const one = new WebSocket(origin.replace('https', 'wss'), { rejectUnauthorized: false, localAddress });
    webSocket = one;
    one.on('open', () => one.send(formatTokenMessage(String(json.ticket))));
    one.on('message', (data) => {
      if (String(data) === AUTHENTICATED_TEXT) Object.assign(member, { isIn: true, inAt: performance.now() });
    });
    one.on('error', () => {});
    await new Promise<void>((resolve) => {
      one.on('close', (code) => {
        if (member.isIn) Object.assign(member, { isIn: false, losses: member.losses + 1, code });
        resolve();
      });
    });
  };

  const comeBack = async () => {
    for (let attempt = 0; !stop.signal.aborted; attempt++) {
      const before = member.losses;
      if (attempt > 0) await pause(pauseBefore(attempt, Math.random()), undefined, { signal: stop.signal });
      await stay().catch(() => {});
      if (member.losses > before) attempt = 0;
    }
  };
  comeBack().catch(() => {});
  return member;
}

/** Waits until a condition holds, without taking the processor from what it waits for. */
export async function sometime(t: TestContext, holds: () => boolean): Promise<void> {
  while (!holds()) await pause(20, undefined, { signal: t.signal });
}
