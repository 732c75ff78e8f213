import assert from 'node:assert/strict';
import { it } from 'node:test';
import fc from 'fast-check';
import { RateLimiterMemory } from 'rate-limiter-flexible';
import {
  type AuthFailures,
  createAuthFailures,
  type FailureStore,
} from '../../../server/limits/auth-failures.ts';

/** Makes a check with this outcome. @returns whether it was made */
async function attempt(
  failures: AuthFailures,
  address: string,
  outcome: 'right' | 'wrong',
): Promise<boolean> {
  const made = await failures.attempt(
    address,
    async () => outcome,
    (answer) => answer === 'wrong',
  );
  return made !== undefined;
}

it('the last failure of the budget is free, then the address waits for the rest of the minute', async (t) => {
  t.mock.timers.enable({ apis: ['Date', 'setTimeout'] });
  const failures = createAuthFailures(3);
  await attempt(failures, 'a', 'wrong');
  t.mock.timers.tick(20_000);
  await attempt(failures, 'a', 'wrong');
  assert.equal(await failures.waitMs('a'), 0);
  assert.equal(await attempt(failures, 'a', 'wrong'), true);
  assert.equal(await failures.waitMs('a'), 40_000);
  assert.equal(await attempt(failures, 'a', 'right'), false, 'not even asked about');
  assert.equal(await failures.waitMs('b'), 0);
  t.mock.timers.tick(39_999);
  assert.equal(await failures.waitMs('a'), 1);
  t.mock.timers.tick(1);
  assert.equal(await failures.waitMs('a'), 0);
  assert.equal(await attempt(failures, 'a', 'wrong'), true);
  assert.equal(await failures.waitMs('a'), 0, 'a new minute has a new budget');
});

it('a clock that is set back makes nobody wait for longer than a minute', async (t) => {
  t.mock.timers.enable({ apis: ['setTimeout'] });
  const wall = t.mock.method(Date, 'now', () => 10_000_000).mock;
  const failures = createAuthFailures(1);
  await attempt(failures, 'a', 'wrong');
  t.mock.timers.tick(1000);
  wall.mockImplementation(() => 1_000_000);
  assert.equal(await failures.waitMs('a'), 60_000);
  t.mock.timers.tick(59_000);
  assert.equal(await failures.waitMs('a'), 0);
});

it('attempts beyond the budget do not prolong the wait', async (t) => {
  t.mock.timers.enable({ apis: ['Date', 'setTimeout'] });
  const failures = createAuthFailures(1);
  await attempt(failures, 'a', 'wrong');
  t.mock.timers.tick(59_000);
  await attempt(failures, 'a', 'wrong');
  assert.equal(await failures.waitMs('a'), 1000);
});

it('neither success nor an exception costs anything', async () => {
  const failures = createAuthFailures(1);
  for (let count = 0; count < 10; count++) {
    await attempt(failures, 'a', 'right');
    const broken = failures.attempt(
      'a',
      () => Promise.reject(new Error('auth server down')),
      () => true,
    );
    await assert.rejects(broken, /auth server down/);
  }
  assert.equal(await failures.waitMs('a'), 0);
});

it('0 is no limit', async () => {
  const failures = createAuthFailures(0);
  for (let count = 0; count < 100; count++) assert.equal(await attempt(failures, 'a', 'wrong'), true);
  assert.equal(await failures.waitMs('a'), 0);
});

it('two servers that share a store share the budget', async () => {
  const store = new RateLimiterMemory({ points: 2, duration: 60 });
  const [one, other] = [createAuthFailures(2, store), createAuthFailures(2, store)];
  await attempt(one, 'a', 'wrong');
  await attempt(other, 'a', 'wrong');
  assert.ok((await one.waitMs('a')) > 0);
  assert.ok((await other.waitMs('a')) > 0);
});

it('of any number of attempts at once, no more fail than the budget holds, and all that would succeed are made', async () => {
  const outcomes = fc.array(fc.constantFrom('right', 'wrong'), { maxLength: 30 });
  await fc.assert(
    fc.asyncProperty(fc.scheduler(), fc.integer({ min: 1, max: 8 }), outcomes, async (s, budget, all) => {
      const memory = new RateLimiterMemory({ points: budget, duration: 60 });
      /** A distant store: every call takes some time. */
      const slow: FailureStore = {
        get: (key) => s.schedule(Promise.resolve()).then(() => memory.get(key)),
        penalty: (key) => s.schedule(Promise.resolve()).then(() => memory.penalty(key)),
      };
      const failures = createAuthFailures(budget, slow);
      let failed = 0;
      let made = 0;
      const attempts = all.map((outcome) =>
        failures.attempt(
          'a',
          async () => {
            await s.schedule(Promise.resolve());
            made++;
            if (outcome === 'wrong') failed++;
            return outcome;
          },
          (answer) => answer === 'wrong',
        ),
      );
      await s.waitFor(Promise.all(attempts));
      const wrong = all.filter((outcome) => outcome === 'wrong').length;
      assert.equal(failed, Math.min(wrong, budget));
      if (wrong < budget) assert.equal(made, all.length);
    }),
    { numRuns: 50 },
  );
});
