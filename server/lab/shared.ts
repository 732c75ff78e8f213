/** What the nodes of one service share: in Redis, or within this process if it is the only one. */
import { memoryStore } from '../auth/stores/memory.ts';
import { redisStore } from '../auth/stores/redis.ts';
import type { OpenStore } from '../auth/stores/store.ts';
import type { Clock } from '../basics/clock.ts';
import type { Bus } from '../bus/bus.ts';
import { memoryBus } from '../bus/memory.ts';
import { redisBus } from '../bus/redis.ts';
import { redisRevocations } from '../bus/redis-revocations.ts';
import { memoryRevocations, type RevocationBus } from '../bus/revocations.ts';
import type { Engine } from '../channels/engine.ts';
import { memoryEngine } from '../channels/memory.ts';
import { redisEngine } from '../channels/redis.ts';
import { type AuthFailures, createAuthFailures } from '../limits/auth-failures.ts';
import type { Log } from '../observe/log.ts';
import type { Options } from '../options/options.ts';
import { createRedis, type Redis } from '../redis/connection.ts';
import { redisFailures, redisUnderWay } from '../redis/failures.ts';

export interface Shared {
  /** The Redis, if there is one. */
  readonly redis: Pick<Redis, 'isThere'> | undefined;
  readonly openStore: OpenStore;
  /** @param perMinute - failures that an address may have within a minute of its first; 0 is no limit */
  createFailures(perMinute: number): AuthFailures;
  readonly bus: Bus;
  readonly revocations: RevocationBus;
  /** Keeps the channels. */
  readonly engine: Engine;
  /** The clock that all nodes share. */
  readonly sharedNow: Clock;
  /** Connects, if there is something to connect to; waits for the first attempt only. */
  open(): Promise<void>;
  close(): Promise<void>;
}

export function createShared(
  { redis: url, labRedisPassword: password, channelMessages: messages, channelSeconds: seconds }: Options,
  log: Log,
  now: Clock,
): Shared {
  const window = { messages, seconds };
  if (url === undefined) {
    return {
      redis: undefined,
      openStore: () => memoryStore(now),
      createFailures: (perMinute) => createAuthFailures(perMinute),
      bus: memoryBus(),
      revocations: memoryRevocations(),
      engine: memoryEngine(window, now),
      sharedNow: now,
      async open() {},
      async close() {},
    };
  }
  const redis = createRedis({ url, password, log, now });
  const bus = redisBus(redis);
  const revocations = redisRevocations(redis, bus);
  return {
    redis,
    openStore: (name, parse) => redisStore(redis, name, parse, now),
    createFailures: (perMinute) =>
      createAuthFailures(perMinute, redisFailures(redis, perMinute), redisUnderWay(redis)),
    bus,
    revocations,
    engine: redisEngine(redis, window),
    sharedNow: redis.sharedNow,
    async open() {
      await redis.open();
      // Before anybody connects whose token was called back while this node was not there.
      await revocations.open();
    },
    async close() {
      revocations.close();
      await redis.close();
    },
  };
}
