/**
 * Honest people and guessers on several nodes with one Redis: they sign in, take tickets and leave some unused, fetch
 * access tokens, show wrong tokens, and most of them sign out again.
 */
import { randomBytes } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
import { openWebSocket, type WebSocketClient } from '@websocket-auth-lab/wire';
import { alice, demoUsers } from '../../protocol/demo-users.ts';
import { formatTokenMessage } from '../../protocol/messages.ts';
import { formatAuthenticate } from '../../protocol/typed-messages.ts';
import {
  fetchAccessToken,
  fetchTicket,
  type HttpSettings,
  type Session,
  signIn,
  signOut,
} from '../client/auth.ts';
import type { Expected } from './keys.ts';

/** Milliseconds between two visits. Each is a dozen requests and connections. */
const VISIT_MS = 4000;

/** Milliseconds for which a connection may last. */
const PATIENCE_MS = 20_000;

/** One in so many does not sign out. Odd, so that it is not always the same person. */
const STAYS = 9;

/** What a balancer would ask every node for, whatever its port is. */
const HOST = 'lab.example.org:443';

/** Milliseconds for which a key may stay: a ticket, a count of failures, a check, a public key, a node. */
const lives = { ticket: 30_000, failures: 60_000, checks: 15_000, key: 70_000, node: 5000 } as const;

/** Milliseconds after which everything is gone but sessions and nodes. */
export const SETTLED_MS = Math.max(...Object.values(lives)) + 2000;

export interface People {
  /** Since the start. */
  readonly visits: number;
  readonly failures: readonly string[];
  /** What may be in Redis now, and must be. */
  expected(): Expected;
  /** Does something while nobody is on a visit. */
  between(work: () => Promise<void>): Promise<void>;
  /** Nobody comes any more. */
  stop(): Promise<void>;
}

/** @param origins - of the nodes, of which some may be away for a while */
export function startPeople(origins: () => readonly string[], nodes: number): People {
  const staying = new Map<string, number>();
  const tickets: number[] = [];
  const guesses: number[] = [];
  const failures: string[] = [];
  let visits = 0;
  let isOver = false;
  const waiting: (() => Promise<void>)[] = [];

  const http = (origin: string): HttpSettings => ({
    origin,
    host: HOST,
    ca: undefined,
    insecure: false,
    onWire() {},
  });

  const visit = async () => {
    const [one = '', other = one] = shuffled(origins());
    const { user, password } = demoUsers[visits % demoUsers.length] ?? alice;
    const session = await signIn(http(one), user, password);
    const ticket = await takeTicket(other, session);
    const client = await open(one, '/');
    await echo(client, formatTokenMessage(ticket), '{"msg":"hello"}');
    // Shown again, and one that nobody shows.
    await refused(await open(other, '/'), formatTokenMessage(ticket));
    guesses.push(performance.now());
    await takeTicket(one, session);
    const token = await fetchAccessToken(http(other), session);
    const typed = await open(one, `/ws/token-refresh?trace=${randomBytes(16).toString('hex')}`);
    typed.send(formatAuthenticate(token));
    await typed.next();
    typed.close();
    await refused(await open(other, '/'), formatTokenMessage('a wrong token'));
    guesses.push(performance.now());
    if (++visits % STAYS === 0) {
      staying.set(user, (staying.get(user) ?? 0) + 1);
      client.close();
    } else {
      await signOut(http(other), session);
    }
    const end = await client.next();
    if (end.type !== 'closed' || end.code === 1006) throw new Error('a connection outlived its session');
  };

  const takeTicket = (origin: string, session: Session) => {
    tickets.push(performance.now());
    return fetchTicket(http(origin), session, 'first-message');
  };

  const goOn = async () => {
    while (!isOver) {
      await visit().catch((error: unknown) => failures.push(String(error)));
      for (const work of waiting.splice(0)) await work();
      await pause(VISIT_MS);
    }
  };
  const going = goOn();

  const since = (moments: readonly number[], ms: number) =>
    moments.filter((moment) => moment > performance.now() - ms - 1000).length;

  return {
    get visits() {
      return visits;
    },
    failures,
    expected() {
      const sessions = [...staying.values()].reduce((sum, count) => sum + count, 0);
      const underWay = isOver ? 0 : 1;
      const recent = since(tickets, lives.ticket);
      const failed = since(guesses, lives.failures);
      const signs = since(tickets, lives.key) > 0;
      return {
        session: { least: sessions, most: sessions + underWay },
        'session-owner': { least: staying.size, most: Math.min(staying.size + underWay, demoUsers.length) },
        ticket: { least: 0, most: recent },
        'ticket-owner': { least: 0, most: recent },
        failures: { least: 0, most: failed },
        checks: { least: 0, most: since(guesses, lives.checks) },
        // After a key is replaced, the old one stays until its last token has expired.
        key: { least: 0, most: signs ? 2 * (nodes + 1) : 0 },
        'key-owner': { least: 0, most: signs ? nodes + 1 : 0 },
        node: { least: nodes, most: nodes },
      };
    },
    between: (work) =>
      new Promise((resolve, reject) => {
        waiting.push(() => work().then(resolve, reject));
      }),
    async stop() {
      isOver = true;
      await going;
    },
  };
}

/** A connection from an address of its own, as a balancer tells it. */
async function open(origin: string, path: string): Promise<WebSocketClient> {
  const [, second, third, last] = randomBytes(4);
  const client = await openWebSocket(new URL(path, origin.replace('http', 'ws')), {
    headers: { Host: HOST, 'X-Forwarded-For': `10.${second}.${third}.${last}` },
    signal: AbortSignal.timeout(PATIENCE_MS),
  });
  if (!client.opened) throw new Error(`HTTP ${client.status}`);
  return client;
}

/** Comes in, and has an echo. */
async function echo(client: WebSocketClient, first: string, message: string): Promise<void> {
  client.send(first);
  client.send(message);
  await client.next();
  const answer = await client.next();
  if (answer.type === 'closed' || answer.data !== message) {
    throw new Error('a good ticket was not let in');
  }
}

async function refused(client: WebSocketClient, first: string): Promise<void> {
  client.send(first);
  if ((await client.next()).type !== 'closed') throw new Error('a used or wrong credential was let in');
}

function shuffled(values: readonly string[]): string[] {
  const at = Math.floor(Math.random() * values.length);
  return [...values.slice(at), ...values.slice(0, at)];
}
