import assert from 'node:assert/strict';
import { describe, it, type TestContext } from 'node:test';
import { createReconnector, type Phase, STEADY_MS } from '../../../client/reconnect/reconnector.ts';

/** A reconnector whose chance always says 0.5, with a clock that stands still until it is moved. */
function start(t: TestContext) {
  t.mock.timers.enable({ apis: ['setTimeout'] });
  const phases: Phase[] = [];
  const signals: AbortSignal[] = [];
  const network = { isOnline: true };
  const reconnector = createReconnector({
    attempt: (_attempt, signal) => signals.push(signal),
    show: (phase) => phases.push(phase),
    isOnline: () => network.isOnline,
    random: () => 0.5,
  });
  return {
    reconnector,
    network,
    signals,
    /** The phases since the last time. */
    told: () => phases.splice(0),
    pass: (ms: number) => t.mock.timers.tick(ms),
  };
}

describe('C28 after a lost connection', () => {
  it('every attempt that fails makes the pause before the next one longer', (t) => {
    const { reconnector, told, pass, signals } = start(t);
    const pauses: number[] = [];
    for (let attempt = 1; attempt <= 9; attempt++) {
      reconnector.lost();
      const [phase] = told();
      assert.ok(phase?.type === 'waiting' && phase.attempt === attempt);
      pauses.push(phase.pauseMs);
      pass(phase.pauseMs - 1);
      assert.equal(signals.length, attempt - 1, 'not a millisecond too early');
      pass(1);
      assert.deepEqual(told(), [{ type: 'trying', attempt }]);
      assert.equal(signals.length, attempt);
    }
    assert.deepEqual(pauses, [250, 500, 1000, 2000, 4000, 8000, 15_000, 15_000, 15_000]);
  });

  it('the server is left alone for as long as it asks', (t) => {
    const { reconnector, told } = start(t);
    reconnector.lost(5000);
    assert.deepEqual(told(), [{ type: 'waiting', attempt: 1, pauseMs: 5250 }]);
  });

  it('a connection that stayed up lets the pauses begin small again, a short one does not', (t) => {
    const { reconnector, told, pass } = start(t);
    const attemptAfter = (upMs: number) => {
      reconnector.tryNow();
      reconnector.up();
      pass(upMs);
      reconnector.lost();
      const phase = told().at(-1);
      return phase?.type === 'waiting' ? phase.attempt : undefined;
    };
    reconnector.lost();
    assert.equal(attemptAfter(STEADY_MS - 1), 2);
    assert.equal(attemptAfter(0), 3);
    assert.equal(attemptAfter(STEADY_MS), 1);
  });

  it('a person who stops it ends it: nothing more is tried', (t) => {
    const { reconnector, told, pass, signals } = start(t);
    reconnector.lost();
    reconnector.stop();
    assert.deepEqual(told().at(-1), { type: 'idle' });
    reconnector.tryNow();
    pass(3_600_000);
    assert.equal(signals.length, 0);
  });

  it('an attempt under way is told when it is stopped', (t) => {
    const { reconnector, signals } = start(t);
    reconnector.lost();
    reconnector.tryNow();
    assert.equal(signals[0]?.aborted, false);
    reconnector.stop();
    assert.equal(signals[0]?.aborted, true);
  });

  it('a person who does not want to wait need not, and nothing is tried twice', (t) => {
    const { reconnector, told, pass, signals } = start(t);
    reconnector.lost();
    told();
    reconnector.tryNow();
    reconnector.tryNow();
    assert.deepEqual(told(), [{ type: 'trying', attempt: 1 }]);
    pass(3_600_000);
    assert.equal(signals.length, 1);
  });

  it('without a network nothing is tried before it is back, and then the pauses begin small', (t) => {
    const { reconnector, network, told, pass, signals } = start(t);
    for (const _ of [1, 2, 3, 4]) reconnector.lost();
    told();
    network.isOnline = false;
    reconnector.networkChanged();
    assert.deepEqual(told(), [{ type: 'offline', attempt: 4 }]);
    pass(3_600_000);
    assert.equal(signals.length, 0);
    network.isOnline = true;
    reconnector.networkChanged();
    assert.deepEqual(told(), [{ type: 'waiting', attempt: 1, pauseMs: 250 }]);
  });

  it('a loss without a network waits for it, and a network that changes changes nothing else', (t) => {
    const { reconnector, network, told, pass } = start(t);
    reconnector.networkChanged();
    network.isOnline = false;
    reconnector.networkChanged();
    assert.deepEqual(told(), []);
    reconnector.lost();
    assert.deepEqual(told(), [{ type: 'offline', attempt: 1 }]);
    reconnector.networkChanged();
    assert.deepEqual(told(), []);
    network.isOnline = true;
    reconnector.networkChanged();
    pass(250);
    assert.equal(told().at(-1)?.type, 'trying');
    reconnector.networkChanged();
    assert.deepEqual(told(), []);
  });
});
