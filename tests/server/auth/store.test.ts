import assert from 'node:assert/strict';
import { after, before, describe, it, type TestContext } from 'node:test';
import { setTimeout as pause } from 'node:timers/promises';
import { memoryStore, SWEEP_MS } from '../../../server/auth/stores/memory.ts';
import { redisStore } from '../../../server/auth/stores/redis.ts';
import type { Store } from '../../../server/auth/stores/store.ts';
import type { Redis } from '../../../server/redis/connection.ts';
import { noRedis, openRedis, type RunningRedis, startRedis } from '../../support/redis.ts';

/** A store to test, and its clock. */
interface SetUp {
  readonly store: Store<string>;
  now(): number;
  /** Lets so many milliseconds pass. */
  pass(ms: number): Promise<void>;
}

/** How long a value lives in these tests, in milliseconds. */
const LIFE_MS = 60;

const server = noRedis ? undefined : await startRedis({ after });
let redis: { readonly server: RunningRedis; readonly connection: Redis } | undefined;
let stores = 0;

/** Every kind of store. */
const backends: Record<string, { readonly skip: string | false; setUp(): SetUp }> = {
  memory: {
    skip: false,
    setUp() {
      const clock = { now: 1000 };
      return {
        store: memoryStore(() => clock.now),
        now: () => clock.now,
        async pass(ms) {
          clock.now += ms;
        },
      };
    },
  },
  Redis: {
    skip: noRedis,
    setUp() {
      assert.ok(redis);
      const parse = (value: unknown) => (typeof value === 'string' ? value : undefined);
      // Redis has a clock of its own, so the time really passes.
      return {
        store: redisStore(redis.connection, `test-${++stores}`, parse, Date.now),
        now: Date.now,
        pass: pause,
      };
    },
  },
};

function setUp(t: TestContext, backend: { setUp(): SetUp }) {
  const { store, now, pass } = backend.setUp();
  t.after(() => store.close());
  const put = (key: string, { lifeMs = 10_000, owner = 'alice', limit = 8 } = {}) =>
    store.put(key, `value of ${key}`, { expiresAt: now() + lifeMs, owner, limit });
  const get = async (key: string) => (await store.get(key))?.value;
  const take = async (key: string) => (await store.take(key))?.value;
  return { store, now, pass, put, get, take };
}

/** Connects for the tests of one group. A connection has timers, which would be set while others count theirs. */
function connectToRedis(): void {
  const endings: (() => Promise<void>)[] = [];
  before(async () => {
    assert.ok(server);
    redis = { server, connection: await openRedis({ after: (end) => void endings.push(end) }, server) };
  });
  after(async () => {
    for (const end of endings) await end();
  });
}

for (const [name, backend] of Object.entries(backends)) {
  describe(`A store in ${name}`, { skip: backend.skip, concurrency: 4 }, () => {
    if (name === 'Redis' && server) connectToRedis();

    it('gives a value back until it is taken', async (t) => {
      const { put, get, take } = setUp(t, backend);
      assert.equal(await put('a'), undefined);
      assert.equal(await get('a'), 'value of a');
      assert.equal(await take('a'), 'value of a');
      assert.deepEqual([await get('a'), await take('a')], [undefined, undefined]);
    });

    it('knows no key that was not put', async (t) => {
      const { take } = setUp(t, backend);
      for (const key of ['', 'a', '__proto__', 'constructor']) assert.equal(await take(key), undefined);
    });

    it('gives a value to one of 50 that take it at once', async (t) => {
      const { put, take } = setUp(t, backend);
      await put('a');
      const taken = await Promise.all(Array.from({ length: 50 }, () => take('a')));
      assert.deepEqual(
        taken.filter((value) => value !== undefined),
        ['value of a'],
      );
    });

    it('says when a value expires, and gives none from then on', async (t) => {
      const { store, now, pass, put, get, take } = setUp(t, backend);
      await put('a', { lifeMs: LIFE_MS });
      await put('b', { lifeMs: 10_000 });
      const leftMs = ((await store.get('b'))?.expiresAt ?? 0) - now();
      assert.ok(leftMs > 5000 && leftMs <= 10_000, `${leftMs} ms are left`);
      await pass(LIFE_MS + 5);
      assert.deepEqual([await get('a'), await take('a')], [undefined, undefined]);
      assert.equal(await get('b'), 'value of b');
    });

    it('keeps nothing that has expired already', async (t) => {
      const { put, get } = setUp(t, backend);
      assert.equal(await put('a', { lifeMs: 0 }), undefined);
      assert.equal(await get('a'), undefined);
    });

    it('keeps as many values of one owner as the limit says, however many are put at once', async (t) => {
      const { put, get, now } = setUp(t, backend);
      const answers = await Promise.all(Array.from({ length: 20 }, (_, index) => put(`${index}`)));
      assert.deepEqual(answers.slice(0, 8), Array(8).fill(undefined));
      for (const oldest of answers.slice(8)) {
        // Of those that were put in the same millisecond, any may be the oldest.
        assert.ok(oldest && Number(oldest.key) < 8);
        assert.ok(oldest.expiresAt > now() && oldest.expiresAt <= now() + 10_000);
      }
      assert.equal(await get('8'), undefined);
    });

    it('counts each owner alone', async (t) => {
      const { put } = setUp(t, backend);
      await put('a', { limit: 1 });
      assert.equal(await put('b', { limit: 1, owner: 'bob' }), undefined);
      assert.equal((await put('c', { limit: 1 }))?.key, 'a');
    });

    it('replaces a value, which then counts once', async (t) => {
      const { put, store } = setUp(t, backend);
      await put('a', { limit: 1, lifeMs: LIFE_MS });
      assert.equal(await put('a', { limit: 1 }), undefined);
      assert.ok(await store.take('a'));
      assert.equal(await put('b', { limit: 1 }), undefined);
    });

    it('has room again after a value was taken or has expired', async (t) => {
      const { pass, put, take } = setUp(t, backend);
      await put('a', { limit: 1 });
      await take('a');
      assert.equal(await put('b', { limit: 1, lifeMs: LIFE_MS }), undefined);
      await pass(LIFE_MS + 5);
      assert.equal(await put('c', { limit: 1 }), undefined);
    });

    it('knows which of many keys it does not have', async (t) => {
      const { store, pass, put, take } = setUp(t, backend);
      const keys = Array.from({ length: 600 }, (_, index) => `${index}`);
      await Promise.all(
        keys.map((key) => put(key, { limit: 1000, lifeMs: key === '599' ? LIFE_MS : 10_000 })),
      );
      await take('0');
      await take('300');
      await pass(LIFE_MS + 5);
      assert.deepEqual(await store.missing([...keys, 'never']), ['0', '300', '599', 'never']);
      assert.deepEqual(await store.missing([]), []);
    });
  });
}

describe('A store in Redis', { skip: noRedis }, () => {
  if (server) connectToRedis();

  it('has only keys that expire, and none for what was taken', async (t) => {
    assert.ok(redis);
    const { server, connection } = redis;
    const store = redisStore(connection, 'expiring', String, Date.now);
    const terms = { expiresAt: Date.now() + 10_000, owner: 'alice', limit: 8 };
    await store.put('a', 'value', terms);
    await store.put('b', 'value', { ...terms, expiresAt: Date.now() + 20_000 });
    await store.put('c', 'value', terms);
    const ours = async () => (await server.keys()).filter((key) => key.startsWith('lab:expiring'));
    assert.deepEqual(await ours(), [
      'lab:expiring-owner:alice',
      'lab:expiring:a',
      'lab:expiring:b',
      'lab:expiring:c',
    ]);
    for (const key of await ours()) {
      const left = Number(await server.ask('PTTL', key));
      assert.ok(left > 5000 && left <= 20_000, `${key} expires in ${left} ms`);
    }
    assert.ok(
      Number(await server.ask('PTTL', 'lab:expiring-owner:alice')) > 10_000,
      'as late as the last value',
    );
    for (const key of ['a', 'b', 'c']) await store.take(key);
    assert.deepEqual(await ours(), []);
    t.diagnostic('nothing is left');
  });

  it('tells the time that is left to a node whose clock is an hour off', async () => {
    assert.ok(redis);
    const late = () => Date.now() - 3_600_000;
    const [here, there] = [Date.now, late].map((now) => {
      assert.ok(redis);
      return redisStore(redis.connection, 'clocks', String, now);
    });
    await here?.put('a', 'value', { expiresAt: Date.now() + 10_000, owner: 'alice', limit: 1 });
    const leftMs = ((await there?.get('a'))?.expiresAt ?? 0) - late();
    assert.ok(leftMs > 5000 && leftMs <= 10_000, `${leftMs} ms are left`);
  });

  it('gives nothing that it cannot read', async () => {
    assert.ok(redis);
    const store = redisStore(redis.connection, 'broken', () => undefined, Date.now);
    await redis.server.ask('HSET', 'lab:broken:a', 'value', '{"name":', 'owner', 'alice');
    assert.equal(await store.get('a'), undefined);
    await redis.server.ask('HSET', 'lab:broken:b', 'value', '{}', 'owner', 'alice');
    assert.equal(await store.take('b'), undefined);
  });
});

describe('The store in memory', () => {
  it('gives no value from the very moment at which it expires, and none after it was closed', async () => {
    let now = 1000;
    const store = memoryStore<string>(() => now);
    const terms = { expiresAt: 2000, owner: 'alice', limit: 8 };
    await store.put('a', 'value', terms);
    now = 1999;
    assert.deepEqual(await store.get('a'), { value: 'value', expiresAt: 2000 });
    now = 2000;
    assert.deepEqual([await store.get('a'), await store.take('a')], [undefined, undefined]);
    await store.put('b', 'value', { ...terms, expiresAt: 3000 });
    await store.close();
    assert.equal(await store.get('b'), undefined);
  });

  it('sweeps what has expired, only while there is something, and leaves no timer behind', async (t) => {
    t.mock.timers.enable({ apis: ['setTimeout'] });
    const set = t.mock.method(globalThis, 'setTimeout').mock;
    const cleared = t.mock.method(globalThis, 'clearTimeout').mock;
    let asked = 0;
    let now = 1000;
    const store = memoryStore<string>(() => {
      asked++;
      return now;
    });
    const terms = { expiresAt: 2000, owner: 'alice', limit: 8 };
    assert.equal(set.callCount(), 0, 'nothing to sweep');
    await store.put('a', 'value', terms);
    t.mock.timers.tick(SWEEP_MS);
    assert.deepEqual([asked, set.callCount()], [1, 2], 'looked at, and to be looked at again');
    now = 2000;
    t.mock.timers.tick(SWEEP_MS);
    assert.deepEqual([asked, set.callCount()], [2, 2], 'removed, and nothing left');
    await store.put('b', 'value', { ...terms, expiresAt: 3000 });
    await store.close();
    assert.equal(set.callCount(), 3);
    assert.deepEqual(cleared.calls.at(-1)?.arguments, [set.calls[2]?.result]);

    const idle = memoryStore<string>(() => now);
    await idle.close();
    await idle.put('c', 'value', { ...terms, expiresAt: 3000 });
    assert.equal(set.callCount(), 3, 'put too late');
  });
});
