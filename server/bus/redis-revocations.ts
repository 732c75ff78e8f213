import { parseJson } from '../../protocol/messages.ts';
import { PREFIX, type Redis } from '../redis/connection.ts';
import { script } from '../redis/script.ts';
import type { Bus } from './bus.ts';
import { KEPT_MS, type Revocation, type RevocationBus } from './revocations.ts';

const KEY = `${PREFIX}revocations`;

/** On the bus: there is something new to read. */
const TOPIC = 'revoked';

/** Milliseconds between two looks for what is new: the message that says so may be lost. */
const LOOK_AGAIN_MS = 500;

/** Most revocations that Redis keeps, as many as a node remembers (server/providers/revoked.ts). */
const MAX_KEPT = 100_000;

/** How many are read at once. */
const AT_ONCE = 1000;

/** Before the first entry of a stream. */
const START = '0-0';

interface OpenRevocations extends RevocationBus {
  /** Reads what was revoked before, and goes on reading what is new. */
  open(): Promise<void>;
  close(): void;
}

/** Revocations in a stream of Redis, of which each node knows how far it has read. */
export function redisRevocations(redis: Pick<Redis, 'run' | 'memory'>, bus: Bus): OpenRevocations {
  const listeners: ((revocation: Revocation) => void)[] = [];
  let last = START;
  /** The Redis that `last` belongs to. */
  let memory = '';
  let timer: NodeJS.Timeout | undefined;
  let reading: Promise<void> | undefined;
  let closed = false;

  const readAll = async () => {
    for (;;) {
      // Entries are numbered by Redis' clock, and that of another one may be behind.
      if (memory !== redis.memory) last = START;
      memory = redis.memory;
      const news = entriesOf(await redis.run(read, [KEY], [last, AT_ONCE]));
      // Redis was emptied, so what comes next is counted anew.
      if (!news) last = START;
      for (const { id, revocation } of news ?? []) {
        last = id;
        if (revocation) for (const tell of listeners) tell(revocation);
      }
      if ((news?.length ?? 0) < AT_ONCE) return;
    }
  };

  /** Reads what is new, after whatever is being read already. */
  const look = (): Promise<void> => {
    const next = (reading ?? Promise.resolve())
      // While Redis is away there is nothing to read, and its connection says so.
      .then(() => (closed ? undefined : readAll().catch(() => {})))
      .then(() => {
        if (reading === next) reading = undefined;
      });
    reading = next;
    return next;
  };

  const lookLater = () => {
    timer = setTimeout(async () => {
      await look();
      if (!closed) lookLater();
    }, LOOK_AGAIN_MS).unref();
  };

  bus.subscribe(TOPIC, () => void look());

  return {
    async revoke(revocation) {
      await redis.run(add, [KEY], [JSON.stringify(revocation), KEPT_MS, MAX_KEPT]);
      bus.publish(TOPIC, '');
      await look();
    },
    revoked: (listener) => void listeners.push(listener),
    async open() {
      await look();
      if (!closed) lookLater();
    },
    close() {
      closed = true;
      clearTimeout(timer);
    },
  };
}

const add = script(`#!lua
local time = redis.call('TIME')
local oldest = time[1] * 1000 - ARGV[2]
redis.call('XADD', KEYS[1], 'MAXLEN', '~', ARGV[3], '*', 'revocation', ARGV[1])
redis.call('XTRIM', KEYS[1], 'MINID', '~', string.format('%.0f', oldest))
redis.call('PEXPIRE', KEYS[1], ARGV[2])`);

const read = script(`
if redis.call('EXISTS', KEYS[1]) == 0 then return nil end
return redis.call('XRANGE', KEYS[1], '(' .. ARGV[1], '+', 'COUNT', ARGV[2])`);

/** Reads entries of a stream; `undefined` if there is no stream. An entry that is no revocation counts as read. */
function entriesOf(answer: unknown): { id: string; revocation: Revocation | undefined }[] | undefined {
  if (!Array.isArray(answer)) return undefined;
  return answer.map((entry: unknown) => {
    const [id, members]: unknown[] = Array.isArray(entry) ? entry : [];
    const json = parseJson(Array.isArray(members) ? String(members[1]) : '');
    return { id: String(id), revocation: json.ok ? parseRevocation(json.value) : undefined };
  });
}

function parseRevocation(value: unknown): Revocation | undefined {
  if (typeof value !== 'object' || value === null) return undefined;
  const { issuer, subject, session, issuedUntil }: Readonly<Record<string, unknown>> = { ...value };
  if (typeof issuer !== 'string' || typeof issuedUntil !== 'number') return undefined;
  return {
    issuer,
    issuedUntil,
    ...(typeof subject === 'string' && { subject }),
    ...(typeof session === 'string' && { session }),
  };
}
