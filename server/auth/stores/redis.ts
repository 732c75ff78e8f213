import { parseJson } from '../../../protocol/messages.ts';
import type { Clock } from '../../basics/clock.ts';
import { PREFIX, type Redis } from '../../redis/connection.ts';
import { script } from '../../redis/script.ts';
import type { Kept, Store } from './store.ts';

/** Most keys of one question, so that Redis is busy with it for a fraction of a millisecond. */
const KEYS_AT_ONCE = 250;

/**
 * A store in Redis, shared by all nodes. Redis counts the time that a value has left, so the clocks of the nodes need
 * not agree.
 *
 * A value is a hash with its text and its owner. The keys of an owner are in a sorted set, each with the time of its
 * expiry by Redis' clock.
 *
 * @param name - part of every key
 * @param parse - reads a value that another node has put; `undefined` if it is none
 */
export function redisStore<Value>(
  redis: Pick<Redis, 'run' | 'send'>,
  name: string,
  parse: (value: unknown) => Value | undefined,
  now: Clock,
): Store<Value> {
  const keyOf = (key: string) => `${PREFIX}${name}:${key}`;
  const ownerPrefix = `${PREFIX}${name}-owner:`;

  const keptOf = (answer: unknown): Kept<Value> | undefined => {
    if (!Array.isArray(answer)) return undefined;
    const [text, leftMs] = answer;
    const json = parseJson(String(text));
    const value = json.ok ? parse(json.value) : undefined;
    return value === undefined ? undefined : { value, expiresAt: now() + Number(leftMs) };
  };

  return {
    async put(key, value, { expiresAt, owner, limit }) {
      const leftMs = Math.floor(expiresAt - now());
      if (leftMs <= 0) return undefined;
      const keys = [keyOf(key), ownerPrefix + owner];
      const oldest = await redis.run(put, keys, [key, JSON.stringify(value), owner, leftMs, limit]);
      if (!Array.isArray(oldest)) return undefined;
      return { key: String(oldest[0]), expiresAt: now() + Number(oldest[1]) };
    },
    get: async (key) => keptOf(await redis.run(get, [keyOf(key)], [])),
    take: async (key) => keptOf(await redis.run(take, [keyOf(key)], [key, ownerPrefix])),
    async missing(keys) {
      const gone: string[] = [];
      for (let first = 0; first < keys.length; first += KEYS_AT_ONCE) {
        const some = keys.slice(first, first + KEYS_AT_ONCE);
        const names = some.map(keyOf);
        // Nearly always they are all there, and counting them costs a third of asking for each.
        if ((await redis.send(['EXISTS', ...names])) === some.length) continue;
        const answer = await redis.run(missing, names, []);
        if (!Array.isArray(answer)) throw new Error('Redis does not say which keys it has.');
        // Lua counts from one.
        for (const index of answer) gone.push(...some.slice(Number(index) - 1, Number(index)));
      }
      return gone;
    },
    async close() {},
  };
}

const put = script(`#!lua
local key, value, owner, left, limit = ARGV[1], ARGV[2], ARGV[3], tonumber(ARGV[4]), tonumber(ARGV[5])
local time = redis.call('TIME')
local now = time[1] * 1000 + math.floor(time[2] / 1000)
redis.call('ZREMRANGEBYSCORE', KEYS[2], '-inf', now)
if redis.call('ZCARD', KEYS[2]) >= limit and not redis.call('ZSCORE', KEYS[2], key) then
  local oldest = redis.call('ZRANGE', KEYS[2], 0, 0, 'WITHSCORES')
  return { oldest[1], oldest[2] - now }
end
redis.call('HSET', KEYS[1], 'value', value, 'owner', owner)
redis.call('PEXPIRE', KEYS[1], left)
redis.call('ZADD', KEYS[2], now + left, key)
if redis.call('PTTL', KEYS[2]) < left then redis.call('PEXPIRE', KEYS[2], left) end
return nil`);

const get = script(`
local value = redis.call('HGET', KEYS[1], 'value')
return value and { value, redis.call('PTTL', KEYS[1]) }`);

const take = script(`
local kept = redis.call('HMGET', KEYS[1], 'value', 'owner')
if not kept[1] then return nil end
local left = redis.call('PTTL', KEYS[1])
redis.call('DEL', KEYS[1])
redis.call('ZREM', ARGV[2] .. kept[2], ARGV[1])
return { kept[1], left }`);

const missing = script(`
local gone = {}
for index, key in ipairs(KEYS) do
  if redis.call('EXISTS', key) == 0 then gone[#gone + 1] = index end
end
return gone`);
