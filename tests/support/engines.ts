/** Every kind of engine for channels, for suites that hold each to the same promises. */
import assert from 'node:assert/strict';
import type { TestContext } from 'node:test';
import type { Engine, Window } from '../../server/channels/engine.ts';
import { memoryEngine } from '../../server/channels/memory.ts';
import { redisEngine } from '../../server/channels/redis.ts';
import { noRedis, openRedis, type RunningRedis } from './redis.ts';

export interface EngineBackend {
  readonly skip: string | false;
  /**
   * What two nodes have, whose clocks are an hour ahead and an hour behind; in memory it is the same engine, since there is
   * one node only.
   */
  engines(
    t: TestContext,
    server: RunningRedis | undefined,
    window?: Window,
  ): Promise<readonly [Engine, Engine]>;
}

const HOUR_MS = 3_600_000;

const wide: Window = { messages: 1000, seconds: 300 };

export const engineBackends: Readonly<Record<string, EngineBackend>> = {
  memory: {
    skip: false,
    async engines(t, _server, window = wide) {
      const engine = memoryEngine(window, Date.now);
      t.after(() => engine.close());
      return [engine, engine];
    },
  },
  Redis: {
    skip: noRedis,
    async engines(t, server, window = wide) {
      assert.ok(server);
      const node = async (now: () => number) =>
        redisEngine(await openRedis(t, server, undefined, now), window);
      return [await node(() => Date.now() + HOUR_MS), await node(() => Date.now() - HOUR_MS)];
    },
  },
};
