import assert from 'node:assert/strict';
import { getEventListeners } from 'node:events';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { createFairLine, type FairLine } from '../../../server/limits/fair-line.ts';

/** Tasks that end when tests tell them to; `begun` has their names in the order in which they began. */
function setUp(limits: { running: number; waiting: number }) {
  const line = createFairLine(limits);
  const begun: string[] = [];
  const endings: (() => void)[] = [];
  return {
    begun,
    /** Adds a task of an address; its name is the address and a number. */
    bring(name: string, signal?: AbortSignal) {
      const work = () => {
        begun.push(name);
        return new Promise<string>((resolve) => endings.push(() => resolve(name)));
      };
      return line.pass(name.replace(/\d+$/, ''), work, signal);
    },
    /** Ends the task that began first. @returns when the next one has begun */
    async end() {
      endings.shift()?.();
      await new Promise(setImmediate);
    },
  };
}

async function endAll({ begun, end }: ReturnType<typeof setUp>, count: number): Promise<void> {
  for (let ended = 0; ended < count; ended++) await end();
  assert.equal(begun.length, count);
}

describe('A fair line', () => {
  it('runs as many tasks at once as it may, and returns the result of each', async () => {
    const scene = setUp({ running: 2, waiting: 8 });
    const works = ['a1', 'a2', 'a3'].map((name) => scene.bring(name));
    await new Promise(setImmediate);
    assert.deepEqual(scene.begun, ['a1', 'a2']);
    await endAll(scene, 3);
    assert.deepEqual(await Promise.all(works), [{ result: 'a1' }, { result: 'a2' }, { result: 'a3' }]);
  });

  it('lets addresses take turns, however many tasks each has', async () => {
    const scene = setUp({ running: 1, waiting: 64 });
    for (let count = 1; count <= 5; count++) void scene.bring(`a${count}`);
    for (const name of ['b1', 'c1', 'b2']) void scene.bring(name);
    await endAll(scene, 8);
    assert.deepEqual(scene.begun, ['a1', 'a2', 'b1', 'c1', 'a3', 'b2', 'a4', 'a5']);
  });

  it('makes room, when it is full, only for an address that has fewer tasks in it than another', async () => {
    const scene = setUp({ running: 1, waiting: 4 });
    const [, , , , last] = ['a1', 'a2', 'a3', 'a4', 'a5'].map((name) => scene.bring(name));
    assert.equal(await scene.bring('a6'), undefined, 'it has them all itself');
    void scene.bring('b1');
    assert.equal(await last, undefined, 'its last one had to go');
    void scene.bring('c1');
    assert.equal(await scene.bring('b2'), undefined, 'nobody has two more than b');
    await endAll(scene, 5);
    assert.deepEqual(scene.begun, ['a1', 'a2', 'b1', 'c1', 'a3']);
  });

  it('is left by a task that nobody waits for any more, and no listener stays', async () => {
    const scene = setUp({ running: 1, waiting: 1 });
    const client = new AbortController();
    void scene.bring('a1');
    const waiting = scene.bring('b1', client.signal);
    client.abort();
    assert.equal(await waiting, undefined);
    assert.equal(getEventListeners(client.signal, 'abort').length, 0);
    assert.equal(await scene.bring('b2', client.signal), undefined);
    const next = scene.bring('c1');
    await endAll(scene, 2);
    assert.deepEqual(await next, { result: 'c1' });
  });

  it('goes on after a task that failed or threw', async () => {
    const line = createFairLine({ running: 1, waiting: 8 });
    const failing = line.pass('a', () => Promise.reject(new Error('failed')));
    const throwing = line.pass('a', () => {
      throw new Error('thrown');
    });
    const last = line.pass('a', async () => 'done');
    await assert.rejects(failing, /failed/);
    await assert.rejects(throwing, /thrown/);
    assert.deepEqual(await last, { result: 'done' });
  });

  it('begins every task that it has room for and that is not given up, and never more at once than it may', async () => {
    const someone = fc.record({ address: fc.constantFrom('a', 'b', 'c', 'd'), leaves: fc.boolean() });
    await fc.assert(
      fc.asyncProperty(
        fc.scheduler(),
        fc.integer({ min: 1, max: 3 }),
        fc.integer({ min: 0, max: 8 }),
        fc.array(someone, { maxLength: 30 }),
        async (s, running, waiting, all) => {
          const line: FairLine = createFairLine({ running, waiting });
          let atOnce = 0;
          let most = 0;
          let begun = 0;
          const outcomes = all.map(async ({ address, leaves }) => {
            const client = new AbortController();
            if (leaves) void s.schedule(Promise.resolve()).then(() => client.abort());
            await s.schedule(Promise.resolve());
            const work = async () => {
              begun++;
              most = Math.max(most, ++atOnce);
              await s.schedule(Promise.resolve());
              atOnce--;
            };
            const done = await line.pass(address, work, client.signal);
            return done ? 'done' : client.signal.aborted ? 'left' : 'no room';
          });
          const ended = await s.waitFor(Promise.all(outcomes));
          assert.ok(most <= running);
          assert.equal(ended.filter((outcome) => outcome === 'done').length, begun);
          if (all.length <= running + waiting) assert.equal(ended.includes('no room'), false);
          // Nothing is left behind: the line works like a new one.
          const again = Array.from({ length: running }, () => line.pass('e', async () => 'done'));
          assert.deepEqual(await Promise.all(again), Array(running).fill({ result: 'done' }));
        },
      ),
      { numRuns: 200 },
    );
  });
});
