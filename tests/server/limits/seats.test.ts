import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { refusals } from '../../../protocol/refusals.ts';
import { createSeats, type Seat, type SeatLimits, type Seats } from '../../../server/limits/seats.ts';

function take(seats: Seats, address: string): Seat {
  const taken = seats.take(address);
  assert.ok(taken.ok);
  return taken.seat;
}

/** Seats with a clock that tests set, and the names of those who were displaced. */
function setUp(limits: Partial<SeatLimits>) {
  let time = 0;
  const displaced: string[] = [];
  const seats = createSeats({ perAddress: 0, inAll: 0, waiting: 0, ...limits }, () => time);
  return {
    seats,
    displaced,
    pass: (ms: number) => {
      time += ms;
    },
    come: (name: string, address = name) => {
      const seat = take(seats, address);
      seat.onDisplaced(() => displaced.push(name));
      return seat;
    },
  };
}

describe('Seats', () => {
  it('the last one of an address is given, the next refused, and another address has its own', () => {
    const { seats, come, displaced } = setUp({ perAddress: 2 });
    const first = come('a');
    come('a').settle();
    assert.deepEqual(seats.take('a'), { ok: false, full: refusals.tooManyFromAddress });
    come('b');
    first.release();
    come('a');
    assert.equal(seats.take('a').ok, false);
    assert.deepEqual(displaced, []);
  });

  it('are refused only when every connection has settled', () => {
    const { seats, come, displaced } = setUp({ inAll: 2 });
    come('a').settle();
    const last = come('b');
    come('c').settle();
    assert.deepEqual(displaced, ['b']);
    assert.deepEqual(seats.take('d'), { ok: false, full: refusals.tooManyConnections });
    last.release();
    assert.equal(seats.take('d').ok, false);
  });

  it('of waiting connections are a pool of their own, which they leave when they settle', () => {
    const { seats, come, displaced } = setUp({ inAll: 10, waiting: 2 });
    const first = come('a');
    come('b');
    first.settle();
    come('c');
    assert.deepEqual(displaced, []);
    come('d');
    assert.deepEqual(displaced, ['b']);
    assert.deepEqual([seats.waiting, seats.settled], [2, 1]);
  });

  it('that are released twice count once, in every state', () => {
    const { seats, come } = setUp({ perAddress: 5, inAll: 5, waiting: 5 });
    const one = come('a');
    const other = come('a');
    come('a');
    other.settle();
    other.settle();
    for (const seat of [one, one, other, other]) seat.release();
    one.settle();
    one.wait();
    assert.deepEqual([seats.waiting, seats.settled], [1, 0]);
  });

  it('have no limit with 0', () => {
    const { seats, come } = setUp({});
    for (let count = 0; count < 20_000; count++) come('a');
    assert.equal(seats.waiting, 20_000);
  });
});

describe('C36 a newcomer takes the seat of', () => {
  it('the longest waiting connection of the address that has most of those that have waited for half a second', () => {
    const { come, pass, displaced } = setUp({ waiting: 5 });
    come('lonely');
    pass(1);
    come('hoard 1', 'hoard');
    come('hoard 2', 'hoard');
    pass(499);
    // More than the hoard, but they have only just come.
    come('class 1', 'class');
    come('class 2', 'class');
    pass(1);
    come('class 3', 'class');
    assert.deepEqual(displaced, ['hoard 1']);
    come('class 4', 'class');
    come('class 5', 'class');
    assert.deepEqual(displaced, ['hoard 1', 'lonely', 'hoard 2']);
  });

  it('the longest waiting connection of the busiest address, if none has waited that long', () => {
    const { come, pass, displaced } = setUp({ waiting: 4 });
    come('lonely');
    come('hoard 1', 'hoard');
    come('hoard 2', 'hoard');
    come('other');
    pass(499);
    come('newcomer');
    assert.deepEqual(displaced, ['hoard 1']);
  });

  it('no connection that has settled; one that waits again, waits from then on', () => {
    const { come, pass, displaced } = setUp({ inAll: 2 });
    const first = come('a');
    come('b');
    first.settle();
    pass(1000);
    first.wait();
    pass(400);
    come('c');
    assert.deepEqual(displaced, ['b']);
    pass(100);
    come('d');
    assert.deepEqual(displaced, ['b', 'a']);
  });

  it('a connection whose seat is free at once, in all and for its address', () => {
    const { seats, come, displaced } = setUp({ perAddress: 1, waiting: 1 });
    const first = come('a');
    come('b');
    come('a');
    assert.deepEqual(displaced, ['a', 'b']);
    first.settle();
    first.release();
    assert.deepEqual([seats.waiting, seats.settled], [1, 0]);
    assert.equal(seats.take('a').ok, false);
  });

  it('a connection that is told even if it asks only afterwards', () => {
    const { seats } = setUp({ waiting: 1 });
    const first = take(seats, 'a');
    take(seats, 'b');
    let told = 0;
    first.onDisplaced(() => told++);
    assert.equal(told, 1);
    const released = take(seats, 'c');
    released.release();
    released.onDisplaced(() => told++);
    assert.equal(told, 1);
  });

  it('the same connection that a search through all of them would find', () => {
    const step = fc.oneof(
      fc.record({ do: fc.constant('come' as const), address: fc.constantFrom('a', 'b', 'c', 'd') }),
      fc.record({ do: fc.constantFrom('settle', 'wait', 'release'), who: fc.nat(30) }),
      fc.record({ do: fc.constant('pass' as const), ms: fc.nat(400) }),
    );
    fc.assert(
      fc.property(fc.array(step, { minLength: 60, maxLength: 120 }), (steps) => {
        const { come, pass, displaced } = setUp({ waiting: 8 });
        let time = 0;
        const people: { name: string; address: string; seat: Seat; since: number; state: string }[] = [];
        for (const one of steps) {
          if ('ms' in one) {
            pass(one.ms);
            time += one.ms;
          } else if ('who' in one) {
            const person = people[one.who];
            if (!person || person.state === 'release') continue;
            person.seat[one.do]();
            if (one.do === 'wait' && person.state !== 'wait') person.since = time;
            person.state = one.do;
          } else {
            const waiting = people
              .filter(({ state }) => state === 'wait')
              .sort((first, second) => first.since - second.since);
            const patient = waiting.filter(({ since }) => time - since >= 500);
            const from = patient.length > 0 ? patient : waiting;
            const countOf = (address: string) => from.filter((other) => other.address === address).length;
            const most = Math.max(...from.map(({ address }) => countOf(address)));
            const before = displaced.length;
            const name = `${people.length}`;
            const seat = come(name, one.address);
            people.push({ name, address: one.address, seat, since: time, state: 'wait' });
            assert.equal(displaced.length - before, waiting.length >= 8 ? 1 : 0);
            const gone = people.find((person) => displaced.slice(before).includes(person.name));
            if (!gone) continue;
            assert.equal(countOf(gone.address), most);
            const [longest] = from.filter(({ address }) => address === gone.address);
            assert.equal(gone.since, longest?.since);
            gone.state = 'release';
          }
        }
      }),
    );
  });
});
