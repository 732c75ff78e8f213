import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { createWitness, nothingSeen } from '../../scripts/soak/witness.ts';

const subscribed = (offset: number, recovered = false, epoch = 'e') => ({
  ...{ type: 'subscribed', epoch, offset, recovered },
});
const message = (offset: number) => ({ type: 'message', epoch: '', offset, recovered: false });

function watch() {
  const seen = nothingSeen();
  return { seen, witness: createWitness('room:1', 10, seen) };
}

describe('The witness of a soak of channels', () => {
  it('finds nothing wrong with messages that come once and in order, after a loss too', () => {
    const { seen, witness } = watch();
    witness.subscribes();
    for (const said of [subscribed(5), message(6), message(7)]) witness.hears(said);
    witness.subscribes({ epoch: 'e', offset: 6 });
    for (const said of [subscribed(9, true), message(7), message(8)]) witness.hears(said);
    witness.subscribes({ epoch: 'e', offset: 8 });
    for (const said of [subscribed(30), message(31)]) witness.hears(said);
    for (const n of [1, 2, 3]) witness.delivers({ by: 'a', n });
    assert.deepEqual(seen.faults, { gaps: 0, doubles: 0, disorder: 0, needless: 0 });
    assert.deepEqual([seen.recovered, seen.told, seen.deliveries], [1, 1, 5]);
  });

  it('counts what was left out, what came twice, what is out of order, and what was told without need', () => {
    const { seen, witness } = watch();
    witness.subscribes();
    for (const said of [subscribed(0), message(1), message(4), message(4)]) witness.hears(said);
    assert.deepEqual([seen.faults.gaps, seen.faults.doubles], [2, 1]);
    witness.subscribes({ epoch: 'e', offset: 4 });
    witness.hears(subscribed(14));
    assert.equal(seen.faults.needless, 1);
    witness.subscribes({ epoch: 'e', offset: 14 });
    witness.hears(subscribed(14, true, 'other'));
    assert.equal(seen.faults.gaps, 3);
    for (const n of [1, 2, 2, 4]) witness.delivers({ by: 'a', n });
    assert.equal(seen.faults.disorder, 2);
  });
});
