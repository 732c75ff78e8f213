/**
 * Clients of several nodes behind a balancer, which come back by themselves as the page does, each time with a fresh
 * ticket. It says `in` when all have been let in. When it is told that a node is killed, it waits until
 * those of that node are back, and says how that went.
 */
import { Agent } from 'node:https';
import { setTimeout as pause } from 'node:timers/promises';
import { createSecureContext } from 'node:tls';
import { openWebSocket } from '@websocket-auth-lab/wire';
import { pauseBefore } from '../../../client/reconnect/backoff.ts';
import { AUTHENTICATED_TEXT, formatTokenMessage } from '../../../protocol/messages.ts';
import { fetchTicket, type HttpSettings, type Session } from '../../client/auth.ts';
import { several } from '../client.ts';
import { openStore } from './store.ts';

/** Clients that share a session, which may have eight unused tickets. */
const PER_SESSION = 3;

/** Milliseconds after which it is given up that all come back. */
const MOST_MS = 120_000;

/** Milliseconds after which nobody else loses anything. */
const QUIET_MS = 3000;

export interface Returned {
  readonly clients: number;
  readonly lost: number;
  /** Milliseconds from the kill until a client was in again. */
  readonly p50: number;
  readonly p95: number;
  readonly last: number;
  /** Different tickets with which those came back. */
  readonly tickets: number;
  /** Attempts to come back that failed. */
  readonly failed: number;
}

interface Member {
  isIn: boolean;
  inAt: number;
  losses: number;
}

const [, , origin = '', redisUrl = '', count = '0'] = process.argv;
const size = Number(count);
const port = new URL(origin).port;
/** One for all: making one takes as long as a handshake, and clients do that on machines of their own. */
const secureContext = createSecureContext();
/** A connection for each ticket, and TLS sessions that resume, as those of browsers do. */
const agent = new Agent({ secureContext });
const http: HttpSettings = { origin, ca: undefined, insecure: true, onWire() {}, agent };
const members: Member[] = [];
const shown = new Set<string>();
let failed = 0;

const store = await openStore(redisUrl);
const sessions = await several(Math.ceil(size / PER_SESSION), async (): Promise<Session> => {
  const { secret, csrfToken } = await store.signIn(`person ${Math.random()}`);
  return { cookie: `__Host-session-${port}=${secret}`, csrfToken };
});
await store.close();
process.on('disconnect', () => process.exit());
let joined = 0;
await several(size, async () => {
  const index = joined++;
  const session = sessions[index % sessions.length];
  if (!session) throw new Error('nobody is signed in');
  const member: Member = { isIn: false, inAt: 0, losses: 0 };
  members.push(member);
  await stay(member, session, `127.0.93.${1 + (index % 50)}`);
});
process.send?.('in');
process.once('message', () => void watch());

/** Comes in, and from then on comes back. @returns when it is in for the first time */
async function stay(member: Member, session: Session, localAddress: string): Promise<void> {
  for (let attempt = 0; !member.isIn; attempt++) {
    if (attempt > 0) await pause(pauseBefore(attempt + 1, Math.random()));
    await enter(member, session, localAddress).catch(() => {
      failed++;
    });
  }
}

async function enter(member: Member, session: Session, localAddress: string): Promise<void> {
  const ticket = await fetchTicket(http, session, 'first-message');
  const client = await openWebSocket(origin.replace('https', 'wss'), {
    tls: { rejectUnauthorized: false, secureContext },
    localAddress,
  });
  if (!client.opened) throw new Error(`HTTP ${client.status}`);
  client.send(formatTokenMessage(ticket));
  const answer = await client.next();
  if (answer.type === 'closed' || answer.data !== AUTHENTICATED_TEXT) throw new Error('not let in');
  shown.add(ticket);
  member.isIn = true;
  member.inAt = performance.now();
  client.listen((event) => {
    if (event.type === 'message') return;
    member.isIn = false;
    member.losses++;
    // The first pause comes before the first attempt.
    setTimeout(() => void stay(member, session, localAddress), pauseBefore(1, Math.random()));
  });
}

async function watch(): Promise<void> {
  failed = 0;
  const before = shown.size;
  const killedAt = performance.now();
  while (members.every(({ losses }) => losses === 0)) await pause(5);
  while (members.some(({ isIn }) => !isIn)) {
    if (performance.now() - killedAt > MOST_MS) throw new Error('The clients did not all come back.');
    await pause(20);
  }
  await pause(QUIET_MS);
  const lost = members.filter(({ losses }) => losses > 0);
  const times = lost.map(({ inAt }) => inAt - killedAt);
  const returned: Returned = {
    clients: size,
    lost: lost.length,
    p50: percentile(times, 0.5),
    p95: percentile(times, 0.95),
    last: Math.max(...times),
    tickets: shown.size - before,
    failed,
  };
  process.send?.(returned);
}

function percentile(values: readonly number[], share: number): number {
  const sorted = values.toSorted((one, other) => one - other);
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? Number.NaN;
}
