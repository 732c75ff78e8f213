/** What the nodes of one service share: in Redis, or within this process if it is the only one. */
import { memoryStore } from '../auth/stores/memory.ts';
import { redisStore } from '../auth/stores/redis.ts';
import type { OpenStore } from '../auth/stores/store.ts';
import type { Clock } from '../basics/clock.ts';
import type { Log } from '../observe/log.ts';
import type { Options } from '../options/options.ts';
import { createRedis } from '../redis/connection.ts';

export interface Shared {
  readonly openStore: OpenStore;
  /** Whether everything that is shared can be read and written. */
  readonly isThere: boolean;
  /** Connects, if there is something to connect to; waits for the first attempt only. */
  open(): Promise<void>;
  close(): Promise<void>;
}

export function createShared(
  { redis: url, labRedisPassword: password }: Options,
  log: Log,
  now: Clock,
): Shared {
  if (url === undefined) {
    return { openStore: () => memoryStore(now), isThere: true, async open() {}, async close() {} };
  }
  const redis = createRedis({ url, password, log, now });
  return {
    openStore: (name, parse) => redisStore(redis, name, parse, now),
    get isThere() {
      return redis.isThere;
    },
    open: redis.open,
    close: redis.close,
  };
}
