import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { MessageRate } from '../../../server/limits/message-rate.ts';

/** How many of `count` messages at one moment may pass. */
function passing(rate: MessageRate, count: number, now: number): number {
  return Array.from({ length: count }, () => rate.take(now)).filter(Boolean).length;
}

describe('The message rate', () => {
  it('lets a burst of two seconds pass at once, and not one message more', () => {
    assert.equal(passing(new MessageRate(50), 100, 12.3), 100);
    assert.equal(passing(new MessageRate(50), 101, 12.3), 100);
    assert.equal(passing(new MessageRate(7), 20, 0), 14);
  });

  it('lets a steady stream at the rate pass for ever, and one above it for a while', () => {
    const steady = new MessageRate(50);
    for (let sent = 0; sent < 10_000; sent++) assert.ok(steady.take(sent * 20));
    // One third above the rate: each message leaves a quarter of itself in the bucket of 100.
    const fast = new MessageRate(50);
    const refused = Array.from({ length: 1000 }, (_, sent) => fast.take(sent * 15)).indexOf(false);
    assert.equal(refused, 397);
  });

  it('gives one message back every fiftieth of a second, and no more than the burst', () => {
    const rate = new MessageRate(50);
    assert.equal(passing(rate, 100, 0), 100);
    assert.ok(rate.take(20));
    assert.equal(rate.take(20), false);
    assert.equal(passing(rate, 200, 1_000_000), 100);
  });

  it('0 is no limit', () => {
    assert.equal(passing(new MessageRate(0), 100_000, 0), 100_000);
  });

  it('never lets more than burst + rate × time pass, however the messages come', () => {
    const gaps = fc.array(fc.double({ min: 0, max: 100, noNaN: true }), { maxLength: 400 });
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 100 }), gaps, (perSecond, pauses) => {
        const rate = new MessageRate(perSecond);
        let now = 0;
        let passed = 0;
        for (const pause of pauses) {
          now += pause;
          if (rate.take(now)) passed++;
        }
        assert.ok(passed <= 2 * perSecond + (now * perSecond) / 1000 + 1e-6);
      }),
    );
  });
});
