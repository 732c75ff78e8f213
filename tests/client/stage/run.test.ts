import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { createRun, type RunState } from '../../../client/stage/run.ts';

const shown = { rows: [], learned: 0, current: undefined, opened: undefined, heldBack: 0, complete: true };

describe('A run', () => {
  it('is over when all of it has happened, has been told, and is seen', (t) => {
    t.mock.timers.enable({ apis: ['setTimeout'] });
    const states: RunState[] = [];
    const run = createRun(
      () => {},
      (state) => states.push(state),
    );
    run.drawn(shown);
    assert.equal(run.state, 'idle');
    run.begin();
    run.drawn(shown);
    assert.equal(run.state, 'running');
    run.finish();
    run.drawn({ ...shown, complete: false });
    run.drawn({ ...shown, heldBack: 2 });
    assert.equal(run.state, 'running');
    run.drawn(shown);
    run.drawn({ ...shown, heldBack: 1 });
    run.drawn(shown);
    assert.deepEqual(states, ['running', 'ended', 'running', 'ended']);
  });

  it('does not wait for ever for the last words of the server', (t) => {
    t.mock.timers.enable({ apis: ['setTimeout'] });
    let now = 0;
    t.mock.method(performance, 'now', () => now);
    const run = createRun(
      () => run.drawn({ ...shown, complete: false }),
      () => {},
    );
    run.begin();
    run.finish();
    assert.equal(run.state, 'running');
    now = 3000;
    t.mock.timers.tick(3000);
    assert.equal(run.state, 'ended');
  });
});
