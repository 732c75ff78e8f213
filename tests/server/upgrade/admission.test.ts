import assert from 'node:assert/strict';
import { once } from 'node:events';
import { IncomingMessage } from 'node:http';
import { Socket } from 'node:net';
import { PassThrough } from 'node:stream';
import { it } from 'node:test';
import { refusals } from '../../../protocol/refusals.ts';
import { createSeats } from '../../../server/limits/seats.ts';
import { createAdmission } from '../../../server/upgrade/admission.ts';

const request = new IncomingMessage(new Socket());
const oneSeat = () => createSeats({ perAddress: 1, inAll: 0, waiting: 0 });

it('a client that leaves while a slow store is being asked takes no seat', async () => {
  let answer = (_waitMs: number): void => {};
  const slow = { waitMs: () => new Promise<number>((resolve) => (answer = resolve)) };
  const seats = oneSeat();
  const socket = new PassThrough();
  const admitted = createAdmission(() => 'a', slow, seats)(request, socket);
  socket.destroy();
  await once(socket, 'close');
  answer(0);
  assert.equal(await admitted, undefined);
  assert.equal(seats.waiting, 0);
});

it('a seat is free again when the socket has closed, and a client that had to wait has taken none', async () => {
  const seats = oneSeat();
  const waits = [0, 1500, 0];
  const failures = { waitMs: async () => waits.shift() ?? 0 };
  const admit = createAdmission(() => 'a', failures, seats);
  const socket = new PassThrough();
  assert.equal((await admit(request, socket))?.ok, true);
  assert.deepEqual(await admit(request, new PassThrough()), {
    ok: false,
    outcome: refusals.tooManyFailures,
    headers: { 'Retry-After': '2' },
  });
  assert.equal((await admit(request, new PassThrough()))?.ok, false);
  socket.destroy();
  await once(socket, 'close');
  assert.equal((await admit(request, new PassThrough()))?.ok, true);
});
