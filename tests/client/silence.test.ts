import assert from 'node:assert/strict';
import { describe, it, type TestContext } from 'node:test';
import { createSilence } from '../../client/demo/telling/silence.ts';
import { ALIVE_MS } from '../../protocol/trace.ts';

/** On a clock that the test moves. */
function start(t: TestContext) {
  t.mock.timers.enable({ apis: ['setInterval'] });
  let at = 0;
  const shown: (number | undefined)[] = [];
  const silence = createSilence(
    (ms) => shown.push(ms),
    () => at,
  );
  return {
    silence,
    shown,
    pass(ms: number) {
      for (let passed = 0; passed < ms; passed += 1000) {
        at += 1000;
        t.mock.timers.tick(1000);
      }
    },
    sleep(ms: number) {
      at += ms;
      t.mock.timers.tick(1000);
    },
  };
}

describe('The silence of a server', () => {
  it('is told after seven seconds, counted, and over with the first word', (t) => {
    const { silence, shown, pass } = start(t);
    silence.listens(true);
    pass(6000);
    assert.deepEqual(shown, []);
    pass(2000);
    assert.deepEqual(shown, [7000, 8000]);
    silence.heard();
    assert.deepEqual(shown, [7000, 8000, undefined]);
    pass(6000);
    assert.equal(shown.length, 3);
  });

  it('is none while it says every few seconds that it is there, or while nothing is expected of it', (t) => {
    const { silence, shown, pass } = start(t);
    pass(20_000);
    silence.listens(true);
    for (let count = 0; count < 10; count++) {
      pass(ALIVE_MS);
      silence.heard();
    }
    // The stream was given up for another tab.
    silence.listens(false);
    pass(20_000);
    silence.listens(true);
    silence.end();
    pass(20_000);
    assert.deepEqual(shown, []);
  });

  it('is noticed without a stream where an answer is awaited, and no longer than that', (t) => {
    const { silence, shown, pass } = start(t);
    silence.asked();
    pass(5000);
    silence.heard();
    pass(20_000);
    assert.deepEqual(shown, []);
    silence.asked();
    pass(7000);
    assert.deepEqual(shown, [7000]);
    silence.end();
    assert.deepEqual(shown, [7000, undefined]);
  });

  it('is not that of a page that slept', (t) => {
    const { silence, shown, sleep, pass } = start(t);
    silence.listens(true);
    sleep(3_600_000);
    pass(4000);
    assert.deepEqual(shown, []);
    pass(1000);
    assert.deepEqual(shown, [7000]);
  });
});
