import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { explainCause } from '../../../client/board/causes.ts';
import { createHistory, SPAN_MS } from '../../../client/board/history.ts';
import type { Snapshot } from '../../../protocol/board.ts';
import { closes, cuts } from '../../../protocol/outcomes.ts';
import { refusals } from '../../../protocol/refusals.ts';

const quiet: Snapshot = {
  at: 1000,
  waiting: 0,
  authenticated: 0,
  messages: 0,
  turnedAway: [],
  delayMs: 1,
  residentBytes: 2e8,
  heapBytes: 5e7,
};

describe('the history of a board', () => {
  it('makes rates of counts, by the server’s clock, and says nothing with the first snapshot', () => {
    const history = createHistory();
    history.add({ ...quiet, messages: 500 }, 0);
    const later = { at: 1500, messages: 600, turnedAway: [{ stage: 'gate', cause: 'x', count: 3 }] } as const;
    // It came late: the pages' clock does not count.
    history.add({ ...quiet, ...later }, 2000);
    const [first, second] = history.points.map(({ figures }) => figures);
    assert.deepEqual([first?.messages, first?.turnedAway], [null, null]);
    assert.deepEqual([second?.messages, second?.turnedAway], [200, 6]);
    assert.deepEqual([second?.resident, second?.heap], [200, 50]);
  });

  it('draws the most of what twins and an honest client told between two points', () => {
    const history = createHistory();
    const tell = (at: number, waiting: number, messages: number) =>
      history.addTwins({ ...quiet, at, waiting, messages });
    tell(1000, 5, 0);
    tell(1500, 200, 5000);
    tell(2000, 5, 5000);
    history.addEcho(900);
    history.addEcho(2);
    history.add(quiet, 0);
    history.add(quiet, 500);
    history.addTwins(null);
    history.addEcho(undefined);
    history.add(quiet, 1000);
    const told = history.points.map(({ figures }) => [figures?.twins, figures?.twinMessages, figures?.echo]);
    assert.deepEqual(told, [
      [200, 10_000, 900],
      [5, 0, 2],
      [null, null, null],
    ]);
  });

  it('does not count what every page load causes', () => {
    const history = createHistory();
    const turnedAway = [{ stage: 'door', cause: 'tls handshake failed', count: 12 }] as const;
    history.add(quiet, 0);
    history.add({ ...quiet, at: 1500, turnedAway }, 500);
    assert.equal(history.points.at(-1)?.figures?.turnedAway, 0);
  });

  it('has a gap where the stream broke off, and compares nothing across it', () => {
    const history = createHistory();
    history.add({ ...quiet, messages: 500 }, 0);
    history.breakOff(500);
    history.add({ ...quiet, at: 20, messages: 0 }, 1000);
    assert.deepEqual(
      history.points.map(({ figures }) => figures?.messages),
      [null, undefined, null],
    );
  });

  it('keeps what is drawn, and one point more for the line to come in from', () => {
    const history = createHistory();
    for (let at = 0; at <= 3 * SPAN_MS; at += 500) history.add({ ...quiet, at }, at);
    assert.equal(history.points.length, SPAN_MS / 500 + 2);
    assert.equal(history.points[0]?.at, 2 * SPAN_MS - 500);
  });
});

describe('a cause in words', () => {
  it('is known for every outcome of the table', () => {
    for (const [cause, { status }] of Object.entries(refusals)) {
      const { told, why } = explainCause({ stage: 'upgrade', cause, count: 1 });
      assert.equal(told, `HTTP ${status}`);
      assert.match(why, /^[A-Z].*[^.]$/);
      assert.ok(why.length < 100, why);
    }
    for (const [cause, { code, reason }] of Object.entries(closes)) {
      const explained = explainCause({ stage: 'connection', cause, count: 1 });
      assert.deepEqual(explained, { told: `closed ${code}`, why: reason });
    }
    for (const cause of Object.keys(cuts)) {
      assert.equal(explainCause({ stage: 'connection', cause, count: 1 }).told, 'cut off');
    }
  });

  it('is the server’s own where the table has none', () => {
    const cause = 'WS_ERR_INVALID_OPCODE';
    assert.match(explainCause({ stage: 'connection', cause, count: 1 }).why, /broken frame: WS_ERR_INVALID/);
    for (const stage of ['door', 'upgrade', 'gate'] as const) {
      assert.equal(explainCause({ stage, cause: 'toString', count: 1 }).why, 'toString');
    }
  });
});
