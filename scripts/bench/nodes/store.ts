/** Measures what Redis does for tickets and sessions, without HTTP and WebSockets: rates, CPU time, memory. */
import { createLog } from '../../../server/observe/log.ts';
import type { AskRedis } from '../../support/ask-redis.ts';
import { cpuOf } from './cost.ts';

const AT_ONCE = 50;
const SESSIONS = 10_000;
const TICKETS = 20_000;
const PER_SESSION = 8;

/** Per operation: how many there are per second in one process, and microseconds of CPU of node and Redis. */
export interface Operation {
  readonly perSecond: number;
  readonly node: number;
  readonly redis: number;
}

export interface StoreFigures {
  readonly issued: Operation;
  readonly taken: Operation;
  /** Redis' CPU for the question whether a session has ended, which nodes ask twice a second; microseconds. */
  readonly watched: number;
  /** Bytes of Redis' memory: a person with one session, a ticket alone in its session, one of eight. */
  readonly memory: { readonly session: number; readonly ticket: number; readonly oneOfEight: number };
}

/** What a browser keeps of a session. */
export interface MadeSession {
  readonly id: string;
  readonly secret: string;
  readonly csrfToken: string;
}

/** Sessions and tickets of one node, as it was built. */
export async function openStore(url: string) {
  const [{ createRedis }, { redisStore }, sessionParts, ticketParts, { parseUser }] = await Promise.all([
    compiledRedis(),
    compiledStore(),
    compiledSessions(),
    compiledTickets(),
    compiledUsers(),
  ]);
  const redis = createRedis({ url, log: createLog('silent'), now: Date.now });
  await redis.open();
  const now = Date.now;
  const sessions = sessionParts.createSessions({
    store: redisStore(redis, 'session', parseUser, now),
    now,
    ended() {},
  });
  const tickets = ticketParts.createTickets({
    store: redisStore(redis, 'ticket', ticketParts.parseTicketRecord, now),
    sessions,
    now,
  });
  return {
    sessions,
    tickets,
    /** Signs somebody in without a password, which takes a tenth of a second to check. */
    async signIn(name: string): Promise<MadeSession> {
      const { session, secret } = await sessions.start({ name, permissions: ['echo'] });
      return { id: session.id, secret, csrfToken: sessionParts.csrfTokenOf(secret) };
    },
    close: redis.close,
  };
}

export async function measureStore(url: string, inRedis: AskRedis): Promise<StoreFigures> {
  const { sessions, tickets, signIn, close } = await openStore(url);
  const { signal } = new AbortController();
  const issue = async (id: string) => {
    const session = await sessions.get(id);
    const issued = session && (await tickets.issue(session, 'first-message'));
    if (!issued?.ok) throw new Error('no ticket');
    return issued.ticket;
  };
  const take = async (ticket: string) => {
    const identity = await tickets.verifier.verify(ticket, { method: 'first-message', signal });
    if (identity === undefined) throw new Error('a good ticket was not taken');
  };
  const used = async () => (await inRedis.info())('used_memory');

  const empty = await used();
  const made = await inBatches(indexes(SESSIONS), (index) => signIn(`person ${index}`));
  const withSessions = await used();
  const ids = made.map(({ id }) => id);
  const lone = await inBatches(ids, issue);
  const withTickets = await used();
  await inBatches(lone, take);
  const fewIds = ids.slice(0, SESSIONS / PER_SESSION);
  const beforeEight = await used();
  const eight = await inBatches(
    fewIds.flatMap((id) => Array.from({ length: PER_SESSION }, () => id)),
    issue,
  );
  const withEight = await used();
  await inBatches(eight, take);

  // Everything is compiled by now.
  const many = Array.from({ length: TICKETS / SESSIONS }, () => ids).flat();
  let all: readonly string[] = [];
  const issued = await measured(inRedis, TICKETS, async () => {
    all = await inBatches(many, issue);
  });
  const taken = await measured(inRedis, TICKETS, () => inBatches(all, take));
  const rounds = 10;
  const watched = await measured(inRedis, rounds * SESSIONS, async () => {
    for (let round = 0; round < rounds; round++) await sessions.ended(ids);
  });
  await close();
  return {
    issued,
    taken,
    watched: watched.redis,
    memory: {
      session: Math.round((withSessions - empty) / SESSIONS),
      ticket: Math.round((withTickets - withSessions) / SESSIONS),
      oneOfEight: Math.round((withEight - beforeEight) / SESSIONS),
    },
  };
}

async function measured(inRedis: AskRedis, count: number, work: () => Promise<unknown>): Promise<Operation> {
  const redisBefore = await cpuOf(inRedis);
  const before = process.cpuUsage();
  const since = performance.now();
  await work();
  const seconds = (performance.now() - since) / 1000;
  const { user, system } = process.cpuUsage(before);
  return {
    perSecond: Math.round(count / seconds),
    node: (user + system) / count,
    redis: ((await cpuOf(inRedis)) - redisBefore) / count,
  };
}

/** Does something with every item, fifty at once. */
async function inBatches<Item, Result>(
  items: readonly Item[],
  work: (item: Item) => Promise<Result>,
): Promise<Result[]> {
  const results: Result[] = [];
  for (let first = 0; first < items.length; first += AT_ONCE) {
    results.push(...(await Promise.all(items.slice(first, first + AT_ONCE).map(work))));
  }
  return results;
}

function indexes(count: number): number[] {
  return Array.from({ length: count }, (_, index) => index);
}

const built = (file: string) => new URL(`../../../dist/server/${file}`, import.meta.url).href;

function compiledRedis(): Promise<typeof import('../../../server/redis/connection.ts')> {
  return import(built('redis/connection.js'));
}

function compiledStore(): Promise<typeof import('../../../server/auth/stores/redis.ts')> {
  return import(built('auth/stores/redis.js'));
}

function compiledSessions(): Promise<typeof import('../../../server/auth/accounts/sessions.ts')> {
  return import(built('auth/accounts/sessions.js'));
}

function compiledTickets(): Promise<typeof import('../../../server/auth/tokens/tickets.ts')> {
  return import(built('auth/tokens/tickets.js'));
}

function compiledUsers(): Promise<typeof import('../../../server/auth/accounts/users.ts')> {
  return import(built('auth/accounts/users.js'));
}
