import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { backoff, pauseBefore } from '../../../client/reconnect/backoff.ts';
import { isReachable } from '../../../client/reconnect/network.ts';

describe('C28 the pause before an attempt', () => {
  it('grows: its limit doubles from half a second on, up to half a minute', () => {
    const limits = [1, 2, 3, 4, 5, 6, 7, 8, 1000, 1_000_000].map((attempt) => pauseBefore(attempt, 1));
    assert.deepEqual(limits, [500, 1000, 2000, 4000, 8000, 16_000, 30_000, 30_000, 30_000, 30_000]);
  });

  it('is jittered: chance decides about all of it, from nothing to the limit', () => {
    assert.equal(pauseBefore(4, 0), 0);
    assert.equal(pauseBefore(4, 0.25), 1000);
    const pauses = Array.from({ length: 1000 }, () => pauseBefore(7, Math.random()));
    const early = pauses.filter((pause) => pause < backoff.capMs / 2).length;
    assert.ok(early > 400 && early < 600, `${early} of 1000 in the first half`);
    assert.ok(pauses.every((pause) => pause >= 0 && pause < backoff.capMs));
  });

  it('is no shorter than the server asks for, and then jittered as well', () => {
    assert.equal(pauseBefore(1, 0, 5000), 5000);
    assert.equal(pauseBefore(1, 0.5, 5000), 5250);
    assert.equal(pauseBefore(1, 0, Number.POSITIVE_INFINITY), backoff.maxAskedMs);
  });
});

it('without a network this machine is in reach all the same', () => {
  for (const host of ['localhost', 'lab.localhost', '127.0.0.1', '127.1.2.3', '[::1]']) {
    assert.equal(isReachable(host, false), true, host);
  }
  for (const host of ['example.org', '192.168.1.7', 'localhost.example.org', '127.0.0.1.example.org']) {
    assert.equal(isReachable(host, false), false, host);
    assert.equal(isReachable(host, true), true, host);
  }
});
