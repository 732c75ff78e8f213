import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { createClock } from '../../../server/basics/clock.ts';

const HOUR_MS = 3_600_000;

/** A clock, and the two clocks that it is made of, which tests set. */
function setUp() {
  const clocks = { wall: 1_800_000_000_000, steady: 5000 };
  const clock = createClock(
    () => clocks.wall,
    () => clocks.steady,
  );
  const start = clock();
  return {
    clocks,
    clock,
    passed: () => clock() - start,
    /** Lets time pass on both clocks. */
    pass(ms: number) {
      clocks.wall += ms;
      clocks.steady += ms;
    },
  };
}

describe('The clock', () => {
  it('begins with the time since 1970, and goes with both', () => {
    const { clock, clocks, passed, pass } = setUp();
    assert.equal(clock(), clocks.wall);
    pass(1000);
    assert.equal(passed(), 1000);
  });

  it('goes on, though the wall clock was set back', () => {
    const { clocks, passed, pass } = setUp();
    clocks.wall -= HOUR_MS;
    assert.equal(passed(), 0);
    pass(1000);
    assert.equal(passed(), 1000);
  });

  it('knows of a sleep, in which the steady clock stands still, also after the wall clock was set back', () => {
    const { clocks, passed, pass } = setUp();
    clocks.wall += HOUR_MS;
    assert.equal(passed(), HOUR_MS);
    clocks.wall -= 10 * HOUR_MS;
    pass(1000);
    assert.equal(passed(), HOUR_MS + 1000);
    clocks.wall += HOUR_MS;
    assert.equal(passed(), 2 * HOUR_MS + 1000);
  });

  it('tolerates that its two clocks are never read at the same moment', () => {
    const { clocks, passed, pass } = setUp();
    for (let read = 0; read < 1000; read++) {
      pass(10);
      clocks.wall += read % 2 === 0 ? 40 : -40;
      passed();
    }
    assert.equal(passed(), 10_000);
  });

  it('never goes back, and never falls behind either of its two clocks by more than the time between their readings', () => {
    const step = fc.record({
      kind: fc.constantFrom('pass', 'sleep', 'set forward', 'set back'),
      ms: fc.integer({ min: 0, max: 100_000_000 }),
    });
    fc.assert(
      fc.property(fc.array(step, { maxLength: 30 }), (steps) => {
        const { clocks, passed, pass } = setUp();
        let before = 0;
        for (const { kind, ms } of steps) {
          if (kind === 'pass') pass(ms);
          else clocks.wall += kind === 'set back' ? -ms : ms;
          const now = passed();
          const least = kind === 'set back' ? 0 : ms;
          assert.ok(now - before >= least - 100, `${kind} ${ms}: ${now - before}`);
          before = now;
        }
      }),
    );
  });
});
