import assert from 'node:assert/strict';
import { describe, it, type TestContext } from 'node:test';
import { closes } from '../../../protocol/outcomes.ts';
import { createClock } from '../../../server/basics/clock.ts';
import { createLifetimes, secondsLeft } from '../../../server/connection/lifetimes.ts';

const MINUTE_MS = 60_000;
const DAY_MS = 24 * 60 * MINUTE_MS;

/** Timers and both clocks, which tests set, and a connection whose identity is valid for so many milliseconds. */
function setUp(t: TestContext, lifetimeMs: number) {
  t.mock.timers.enable({ apis: ['setTimeout'] });
  const clocks = { wall: 1_800_000_000_000, steady: 5000 };
  const now = createClock(
    () => clocks.wall,
    () => clocks.steady,
  );
  const lifetimes = createLifetimes(now);
  const closed: unknown[] = [];
  const identity = { user: 'alice', permissions: [], sessionId: 's', expiresAt: now() + lifetimeMs };
  const lifetime = lifetimes.begin(identity, { close: (outcome) => closed.push(outcome) });
  return {
    clocks,
    now,
    closed,
    identity,
    lifetime,
    lifetimes,
    /** Lets time pass, and with it the timers run. */
    pass(ms: number) {
      clocks.wall += ms;
      clocks.steady += ms;
      t.mock.timers.tick(ms);
    },
  };
}

describe('A connection', () => {
  it('C26 ends with its identity, to the millisecond, though nothing is sent', (t) => {
    const { closed, pass } = setUp(t, 90_000);
    pass(89_999);
    assert.deepEqual(closed, []);
    pass(1);
    assert.deepEqual(closed, [closes.expired]);
  });

  it('that may stay for longer than a timer can run stays for that long', (t) => {
    const { closed, pass } = setUp(t, 100 * DAY_MS);
    for (let day = 0; day < 99; day++) pass(DAY_MS);
    assert.deepEqual(closed, []);
    pass(DAY_MS);
    assert.equal(closed.length > 0, true);
  });

  it('whose machine has slept ends with its next message', (t) => {
    const { clocks, closed, lifetime } = setUp(t, MINUTE_MS);
    assert.equal(lifetime.lasts(), true);
    clocks.wall += MINUTE_MS;
    assert.equal(lifetime.lasts(), false);
    assert.deepEqual(closed, [closes.expired]);
  });

  it('whose machine has slept ends within a minute, even if nothing is sent', (t) => {
    const { clocks, closed, pass } = setUp(t, 8 * 60 * MINUTE_MS);
    pass(1000);
    clocks.wall += 8 * 60 * MINUTE_MS;
    pass(MINUTE_MS);
    assert.deepEqual(closed, [closes.expired]);
  });

  it('lasts no longer because a clock is set back', (t) => {
    const { clocks, closed, lifetime, identity, now, pass } = setUp(t, 5 * MINUTE_MS);
    clocks.wall -= DAY_MS;
    pass(5 * MINUTE_MS - 1000);
    assert.equal(lifetime.lasts(), true);
    assert.equal(secondsLeft(identity, now()), 1);
    pass(1000);
    assert.deepEqual(closed, [closes.expired]);
  });

  it('that was renewed lasts as long as the new identity', (t) => {
    const { closed, lifetime, identity, now, pass } = setUp(t, 30_000);
    pass(20_000);
    lifetime.renew({ ...identity, expiresAt: now() + 30_000 });
    pass(20_000);
    assert.equal(lifetime.lasts(), true);
    pass(10_000);
    assert.deepEqual(closed, [closes.expired]);
  });

  it('whose identity does not expire, or that has left, has no timer', (t) => {
    const { closed, lifetime, lifetimes, pass } = setUp(t, 30_000);
    lifetime.end();
    const set = t.mock.method(globalThis, 'setTimeout').mock;
    const endless = lifetimes.begin({ user: 'alice', permissions: [] }, { close: () => assert.fail() });
    assert.equal(set.callCount(), 0);
    assert.equal(endless.lasts(), true);
    pass(DAY_MS);
    assert.deepEqual(closed, []);
    assert.deepEqual(lifetimes.sessions(), []);
  });
});
