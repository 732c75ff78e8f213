import { parseObject } from '../../protocol/messages.ts';
import { PREFIX, type Redis } from '../redis/connection.ts';
import { script } from '../redis/script.ts';
import { KEPT_MS, type Revocation, type RevocationBus } from './revocations.ts';

/** All revocations that are still kept, in the order in which they came (Redis: streams). */
const KEY = `${PREFIX}revocations`;

/** Milliseconds from one question for new revocations to the next: all nodes have to know of one within a second. */
const ASK_MS = 300;

const MOST_AT_ONCE = 1000;

/**
 * Tells all nodes of revocations through Redis. Every node asks for what is new, several times a second, so that there is
 * no message that can be lost: a node that has just started, or was away from Redis, reads what it has missed.
 */
export function redisRevocations(redis: Pick<Redis, 'run' | 'send'>): RevocationBus & { close(): void } {
  const listeners: ((revocation: Revocation) => void)[] = [];
  let next = '-';
  let timer: NodeJS.Timeout | undefined;
  let asking: Promise<void> | undefined;

  const readNew = async () => {
    for (;;) {
      const entries = entriesOf(await redis.send(['XRANGE', KEY, next, '+', 'COUNT', `${MOST_AT_ONCE}`]));
      for (const { id, revocation } of entries) {
        next = `(${id}`;
        if (revocation) for (const tell of listeners) tell(revocation);
      }
      if (entries.length < MOST_AT_ONCE) return;
    }
  };
  const ask = () => {
    asking ??= readNew().finally(() => {
      asking = undefined;
    });
    return asking;
  };

  return {
    async revoke(revocation) {
      await redis.run(add, [KEY], [JSON.stringify(revocation), KEPT_MS]);
      // It is kept, so every node will learn of it. This one at once: a question that was under way came too early.
      await asking?.catch(() => {});
      if (timer) await ask().catch(() => {});
    },
    revoked(listener) {
      listeners.push(listener);
      // While Redis is away, there is nothing new to be learnt; the next question comes soon.
      timer ??= setInterval(() => void ask().catch(() => {}), ASK_MS);
    },
    close() {
      clearInterval(timer);
    },
  };
}

const add = script(`
local time = redis.call('TIME')
redis.call('XADD', KEYS[1], 'MINID', '~', time[1] * 1000 - ARGV[2], '*', 'revocation', ARGV[1])
redis.call('PEXPIRE', KEYS[1], ARGV[2])`);

interface Entry {
  readonly id: string;
  /** Undefined where another program has written something else. */
  readonly revocation: Revocation | undefined;
}

/** Reads what XRANGE answers: for each entry its id, and names and values one after the other. */
function entriesOf(answer: unknown): Entry[] {
  if (!Array.isArray(answer)) return [];
  return answer.map((entry: unknown) => {
    const [id, fields]: unknown[] = Array.isArray(entry) ? entry : [];
    const [, text]: unknown[] = Array.isArray(fields) ? fields : [];
    return { id: String(id), revocation: parseRevocation(String(text)) };
  });
}

function parseRevocation(text: string): Revocation | undefined {
  const parsed = parseObject(text);
  if (!parsed.ok) return undefined;
  const { issuer, subject, session, issuedUntil }: Readonly<Record<string, unknown>> = { ...parsed.value };
  if (typeof issuer !== 'string' || typeof issuedUntil !== 'number') return undefined;
  return {
    issuer,
    issuedUntil,
    ...(typeof subject === 'string' && { subject }),
    ...(typeof session === 'string' && { session }),
  };
}
