import assert from 'node:assert/strict';
import { getEventListeners } from 'node:events';
import { describe, it } from 'node:test';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { within } from '../../../server/basics/within.ts';

const never = () => new Promise<never>(() => {});

/** Bytes on the heap that are still in use. */
function heapInUse(): number {
  setFlagsFromString('--expose-gc');
  const collect: () => void = runInNewContext('gc');
  collect();
  return process.memoryUsage().heapUsed;
}

describe('A question to the auth server', () => {
  it('returns its answer or its error, even one that is thrown at once', async () => {
    assert.equal(await within(1000, async () => 'answer'), 'answer');
    await assert.rejects(
      within(1000, () => Promise.reject(new Error('auth server down'))),
      /auth server down/,
    );
    const throwing = () => {
      throw new Error('at once');
    };
    await assert.rejects(within(1000, throwing), /at once/);
  });

  it('is given up after its time, and its signal is aborted', async (t) => {
    t.mock.timers.enable({ apis: ['setTimeout'] });
    let told: AbortSignal | undefined;
    const answer = within(1000, (signal) => {
      told = signal;
      return never();
    });
    t.mock.timers.tick(999);
    assert.equal(told?.aborted, false);
    t.mock.timers.tick(1);
    await assert.rejects(answer, { name: 'TimeoutError' });
    assert.equal(told?.aborted, true);
  });

  it('is given up when the client leaves, with the same reason', async () => {
    const client = new AbortController();
    const answer = within(0, never, client.signal);
    client.abort(new Error('the client left'));
    await assert.rejects(answer, /the client left/);
  });

  it('is not asked for a client that has left already', { timeout: 5000 }, async () => {
    const left = AbortSignal.abort(new Error('the client left'));
    const question = () => assert.fail('asked');
    for (const ms of [0, 1000]) await assert.rejects(within(ms, question, left), /the client left/);
  });

  it('leaves no timer and no listener, however it ends', async (t) => {
    const set = t.mock.method(globalThis, 'setTimeout').mock;
    const cleared = t.mock.method(globalThis, 'clearTimeout').mock;
    const { signal } = new AbortController();
    await within(1234, async () => 'answer', signal);
    await assert.rejects(within(2345, () => Promise.reject(new Error('down')), signal));
    await assert.rejects(within(1, never, signal), { name: 'TimeoutError' });
    // Other parts of this process may set timers meanwhile.
    const ours = set.calls.filter(({ arguments: [, ms = 0] }) => [1234, 2345, 1].includes(ms));
    assert.equal(ours.length, 3);
    const ended = cleared.calls.map(({ arguments: [timer] }) => timer);
    for (const { result } of ours) assert.ok(ended.includes(result));
    assert.equal(getEventListeners(signal, 'abort').length, 0);
  });

  it('leaves nothing at a signal that outlives it', async () => {
    const { signal } = new AbortController();
    const ask = async (count: number) => {
      for (let asked = 0; asked < count; asked++) await within(1000, async () => asked, signal);
    };
    await ask(5000);
    // Other tests use the heap as well, but not in every round. What a question leaves behind, it leaves in every
    // round.
    let perQuestion = Number.POSITIVE_INFINITY;
    for (let round = 0; round < 5 && perQuestion >= 20; round++) {
      const before = heapInUse();
      await ask(20_000);
      perQuestion = (heapInUse() - before) / 20_000;
    }
    assert.ok(perQuestion < 20, `${perQuestion} bytes`);
  });
});
