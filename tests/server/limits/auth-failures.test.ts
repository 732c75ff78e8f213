import assert from 'node:assert/strict';
import { it } from 'node:test';
import { RateLimiterMemory } from 'rate-limiter-flexible';
import { createAuthFailures } from '../../../server/limits/auth-failures.ts';

it('the last failure of the budget is free, then the address waits for the rest of the minute', async (t) => {
  t.mock.timers.enable({ apis: ['Date', 'setTimeout'] });
  const failures = createAuthFailures(3);
  await failures.record('a');
  t.mock.timers.tick(20_000);
  await failures.record('a');
  assert.equal(await failures.waitMs('a'), 0);
  await failures.record('a');
  assert.equal(await failures.waitMs('a'), 40_000);
  assert.equal(await failures.waitMs('b'), 0);
  t.mock.timers.tick(39_999);
  assert.equal(await failures.waitMs('a'), 1);
  t.mock.timers.tick(1);
  assert.equal(await failures.waitMs('a'), 0);
  await failures.record('a');
  assert.equal(await failures.waitMs('a'), 0, 'a new minute has a new budget');
});

it('failures beyond the budget do not prolong the wait', async (t) => {
  t.mock.timers.enable({ apis: ['Date', 'setTimeout'] });
  const failures = createAuthFailures(1);
  await failures.record('a');
  t.mock.timers.tick(59_000);
  await failures.record('a');
  assert.equal(await failures.waitMs('a'), 1000);
});

it('0 is no limit', async () => {
  const failures = createAuthFailures(0);
  for (let count = 0; count < 100; count++) await failures.record('a');
  assert.equal(await failures.waitMs('a'), 0);
});

it('two servers that share a store share the budget', async () => {
  const store = new RateLimiterMemory({ points: 2, duration: 60 });
  const [one, other] = [createAuthFailures(2, store), createAuthFailures(2, store)];
  await one.record('a');
  await other.record('a');
  assert.ok((await one.waitMs('a')) > 0);
  assert.ok((await other.waitMs('a')) > 0);
});
