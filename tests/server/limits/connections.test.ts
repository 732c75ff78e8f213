import assert from 'node:assert/strict';
import { it } from 'node:test';
import { refusals } from '../../../protocol/outcomes.ts';
import { createSeats, type Seat, type Seats } from '../../../server/limits/connections.ts';

function take(seats: Seats, address: string): Seat {
  const taken = seats.take(address);
  assert.ok(taken.ok);
  return taken.seat;
}

it('the last seat of an address is given, the next refused, and another address has its own', () => {
  const seats = createSeats({ perAddress: 2, inAll: 0, unauthenticated: 0 });
  const first = take(seats, 'a');
  take(seats, 'a').authenticated();
  assert.deepEqual(seats.take('a'), { ok: false, full: refusals.tooManyFromAddress });
  take(seats, 'b');
  first.release();
  take(seats, 'a');
  assert.equal(seats.take('a').ok, false);
});

it('waiting and authenticated connections together fill the house', () => {
  const seats = createSeats({ perAddress: 0, inAll: 3, unauthenticated: 2 });
  take(seats, 'a').authenticated();
  take(seats, 'b');
  const last = take(seats, 'c');
  assert.deepEqual(seats.take('d'), { ok: false, full: refusals.tooManyConnections });
  last.release();
  take(seats, 'd');
});

it('those who wait have a pool of their own, and leave it when they are authenticated', () => {
  const seats = createSeats({ perAddress: 0, inAll: 10, unauthenticated: 2 });
  const first = take(seats, 'a');
  take(seats, 'b');
  assert.deepEqual(seats.take('c'), { ok: false, full: refusals.tooManyUnauthenticated });
  first.authenticated();
  take(seats, 'c');
  assert.equal(seats.take('d').ok, false);
  assert.deepEqual([seats.waiting, seats.authenticated], [2, 1]);
});

it('a seat given back twice counts once, in either state', () => {
  const seats = createSeats({ perAddress: 5, inAll: 5, unauthenticated: 5 });
  const one = take(seats, 'a');
  const other = take(seats, 'a');
  take(seats, 'a');
  other.authenticated();
  other.authenticated();
  for (const seat of [one, one, other, other]) seat.release();
  one.authenticated();
  assert.deepEqual([seats.waiting, seats.authenticated], [1, 0]);
});

it('0 is no limit', () => {
  const seats = createSeats({ perAddress: 0, inAll: 0, unauthenticated: 0 });
  for (let count = 0; count < 20_000; count++) take(seats, 'a');
  assert.equal(seats.waiting, 20_000);
});
