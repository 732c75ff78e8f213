/** Failed authentications of an address, counted in Redis for all nodes together. */
import { randomBytes } from 'node:crypto';
import { RateLimiterMemory, RateLimiterRedis } from 'rate-limiter-flexible';
import { type FailureStore, type UnderWay, WINDOW_S } from '../limits/auth-failures.ts';
import { PREFIX, type Redis } from './connection.ts';
import { type Script, script } from './script.ts';

/** Milliseconds after which a check is over, even if its node died and never said so. */
const CHECK_MS = 15_000;

/**
 * Counts failures in Redis, or in this process while Redis is away.
 *
 * @param perMinute - failures that an address may have within a minute of its first
 */
export function redisFailures(redis: Pick<Redis, 'run' | 'send'>, perMinute: number): FailureStore {
  const terms = { points: perMinute, duration: WINDOW_S };
  return new RateLimiterRedis({
    ...terms,
    keyPrefix: `${PREFIX}failures`,
    storeClient: limiterClient(redis),
    useRedisPackage: true,
    insuranceLimiter: new RateLimiterMemory(terms),
  });
}

/** What the limiter calls of the client of Redis. The connection has a client of its own for each time it is there. */
function limiterClient(redis: Pick<Redis, 'run' | 'send'>) {
  /** The limiter's own, by their text. */
  const known = new Map<string, Script>();
  return {
    eval(text: string, { keys, arguments: values }: { keys: string[]; arguments: string[] }) {
      const its = known.get(text) ?? script(text);
      known.set(text, its);
      return redis.run(its, keys, values);
    },
    multi() {
      const commands: string[][] = [];
      const chain = {
        get: (key: string) => chain.add('GET', key),
        pTTL: (key: string) => chain.add('PTTL', key),
        add(...command: string[]) {
          commands.push(command);
          return chain;
        },
        exec: () => Promise.all(commands.map((command) => redis.send(command))),
      };
      return chain;
    },
  };
}

const enter = script(`
local time = redis.call('TIME')
local now = time[1] * 1000 + math.floor(time[2] / 1000)
redis.call('ZREMRANGEBYSCORE', KEYS[1], '-inf', now)
redis.call('ZADD', KEYS[1], now + ARGV[2], ARGV[1])
redis.call('PEXPIRE', KEYS[1], ARGV[2])
return redis.call('ZCARD', KEYS[1])`);

/** Counts the checks that are under way at all nodes. */
export function redisUnderWay(redis: Pick<Redis, 'run' | 'send'>): UnderWay {
  const node = randomBytes(9).toString('base64url');
  let checks = 0;
  return {
    async enter(address) {
      const key = `${PREFIX}checks:${address}`;
      const check = `${node}${++checks}`;
      const leave = () => {
        // If it cannot be removed, it is over all the same after a while.
        redis.send(['ZREM', key, check]).catch(() => {});
      };
      try {
        return { count: Number(await redis.run(enter, [key], [check, CHECK_MS])), leave };
      } catch {
        return undefined;
      }
    },
  };
}
