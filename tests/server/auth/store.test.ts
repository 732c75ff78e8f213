import assert from 'node:assert/strict';
import { describe, it, type TestContext } from 'node:test';
import { memoryStore, SWEEP_MS } from '../../../server/auth/stores/memory.ts';
import type { Store } from '../../../server/auth/stores/store.ts';

/** Every kind of store, each with a clock of its own. */
const backends: Record<string, (now: () => number) => Store<string>> = { memory: memoryStore };

function setUp(t: TestContext, open: (now: () => number) => Store<string>) {
  const clock = { now: 1000 };
  const store = open(() => clock.now);
  t.after(() => store.close());
  const put = (key: string, { expiresAt = 2000, owner = 'alice', limit = 8 } = {}) =>
    store.put(key, `value of ${key}`, { expiresAt, owner, limit });
  return { clock, store, put };
}

for (const [name, open] of Object.entries(backends)) {
  describe(`A store in ${name}`, () => {
    it('gives a value back until it is taken', async (t) => {
      const { store, put } = setUp(t, open);
      assert.equal(await put('a'), undefined);
      assert.equal(await store.get('a'), 'value of a');
      assert.equal(await store.take('a'), 'value of a');
      assert.deepEqual([await store.get('a'), await store.take('a')], [undefined, undefined]);
    });

    it('knows no key that was not put', async (t) => {
      const { store } = setUp(t, open);
      for (const key of ['', 'a', '__proto__', 'constructor']) assert.equal(await store.take(key), undefined);
    });

    it('gives a value to one of 50 that take it at once', async (t) => {
      const { store, put } = setUp(t, open);
      await put('a');
      const taken = await Promise.all(Array.from({ length: 50 }, () => store.take('a')));
      assert.deepEqual(
        taken.filter((value) => value !== undefined),
        ['value of a'],
      );
    });

    it('gives no value from the moment it expires', async (t) => {
      const { clock, store, put } = setUp(t, open);
      await put('a');
      await put('b');
      clock.now = 1999;
      assert.equal(await store.take('a'), 'value of a');
      clock.now = 2000;
      assert.deepEqual([await store.get('b'), await store.take('b')], [undefined, undefined]);
    });

    it('keeps as many values of one owner as the limit says, however many are put at once', async (t) => {
      const { store, put } = setUp(t, open);
      const answers = await Promise.all(Array.from({ length: 20 }, (_, index) => put(`${index}`)));
      assert.deepEqual(answers.slice(0, 8), Array(8).fill(undefined));
      assert.deepEqual(answers.slice(8), Array(12).fill({ key: '0', expiresAt: 2000 }));
      assert.equal(await store.get('8'), undefined);
    });

    it('counts each owner alone', async (t) => {
      const { put } = setUp(t, open);
      await put('a', { limit: 1 });
      assert.equal(await put('b', { limit: 1, owner: 'bob' }), undefined);
      assert.deepEqual(await put('c', { limit: 1 }), { key: 'a', expiresAt: 2000 });
    });

    it('has room again after a value was taken or has expired', async (t) => {
      const { clock, store, put } = setUp(t, open);
      await put('a', { limit: 1 });
      await store.take('a');
      assert.equal(await put('b', { limit: 1 }), undefined);
      clock.now = 2000;
      assert.equal(await put('c', { limit: 1, expiresAt: 3000 }), undefined);
    });

    it('knows nothing after it was closed', async (t) => {
      const { store, put } = setUp(t, open);
      await put('a');
      await store.close();
      assert.equal(await store.get('a'), undefined);
    });
  });
}

describe('The store in memory', () => {
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
