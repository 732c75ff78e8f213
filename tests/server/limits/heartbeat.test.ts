import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { type Beating, createHeartbeat } from '../../../server/limits/heartbeat.ts';

/** A connection that notes what happens to it. */
function connection(answers: boolean): Beating & { pings: number; isLost: boolean } {
  return {
    awaitsPong: false,
    pings: 0,
    isLost: false,
    ping() {
      this.pings++;
      if (answers) this.awaitsPong = false;
    },
    lost() {
      this.isLost = true;
    },
  };
}

describe('The heartbeat', () => {
  it('reports a connection as lost at the second ping if the first had no answer, and keeps one that answers', (t) => {
    t.mock.timers.enable({ apis: ['setInterval'] });
    const heartbeat = createHeartbeat(1600);
    const [alive, dead] = [connection(true), connection(false)];
    heartbeat.join(alive);
    heartbeat.join(dead);
    t.mock.timers.tick(1599);
    assert.deepEqual([alive.pings, dead.pings], [0, 0]);
    t.mock.timers.tick(1);
    assert.deepEqual([alive.pings, dead.pings], [1, 1]);
    t.mock.timers.tick(1599);
    assert.equal(dead.isLost, false);
    t.mock.timers.tick(1);
    assert.deepEqual([alive.isLost, alive.pings], [false, 2]);
    assert.deepEqual([dead.isLost, dead.pings], [true, 1]);
  });

  it('spreads connections over its interval', (t) => {
    t.mock.timers.enable({ apis: ['setInterval'] });
    const heartbeat = createHeartbeat(1600);
    const early = connection(true);
    heartbeat.join(early);
    t.mock.timers.tick(800);
    const late = connection(true);
    heartbeat.join(late);
    t.mock.timers.tick(800);
    assert.deepEqual([early.pings, late.pings], [1, 0]);
    t.mock.timers.tick(800);
    assert.deepEqual([early.pings, late.pings], [1, 1]);
  });

  it('leaves no timer behind when the last connection has left, and starts again with the next', (t) => {
    t.mock.timers.enable({ apis: ['setInterval'] });
    const heartbeat = createHeartbeat(1600);
    const [one, other] = [connection(true), connection(true)];
    heartbeat.join(one);
    heartbeat.join(other);
    heartbeat.leave(one);
    heartbeat.leave(one);
    t.mock.timers.tick(1600);
    assert.deepEqual([one.pings, other.pings], [0, 1]);
    heartbeat.leave(other);
    t.mock.timers.tick(16_000);
    heartbeat.join(one);
    t.mock.timers.tick(1600);
    assert.deepEqual([one.pings, other.pings], [1, 1]);
  });

  it('does not keep the process alive while nobody is connected', () => {
    const timers = () => process.getActiveResourcesInfo().filter((kind) => kind === 'Timeout').length;
    const before = timers();
    const heartbeat = createHeartbeat(25_000);
    const one = connection(true);
    heartbeat.join(one);
    assert.equal(timers(), before + 1);
    heartbeat.leave(one);
    assert.equal(timers(), before);
  });

  it('0 is no heartbeat', (t) => {
    t.mock.timers.enable({ apis: ['setInterval'] });
    const silent = connection(false);
    createHeartbeat(0).join(silent);
    t.mock.timers.tick(1_000_000);
    assert.equal(silent.pings, 0);
  });
});
