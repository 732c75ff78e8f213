/** Who may ask for a 101 at all: the limits that are checked before a credential is looked at. */
import type { IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';
import { type HttpOutcome, refusals } from '../../protocol/outcomes.ts';
import type { AuthFailures } from '../limits/auth-failures.ts';
import type { Seat, Seats } from '../limits/seats.ts';

/** A client that was let in, or how to turn it away. */
export type Admitted =
  | { readonly ok: true; readonly seat: Seat }
  | { readonly ok: false; readonly outcome: HttpOutcome; readonly headers: Record<string, string> };

export type Admission = (request: IncomingMessage, socket: Duplex) => Promise<Admitted | undefined>;

/** Nobody knows when a seat will be free; the ones that wait for authentication are, after these seconds. */
const SEAT_RETRY_S = 5;

/**
 * @param addressOf - the key under which a client is counted
 * @returns what decides about one request. The seat is free again when the socket is gone, whatever ended it;
 *   `undefined` means that it is gone already.
 */
export function createAdmission(
  addressOf: (request: IncomingMessage) => string,
  failures: Pick<AuthFailures, 'waitMs'>,
  seats: Seats,
): Admission {
  return async (request, socket) => {
    const address = addressOf(request);
    const waitMs = await failures.waitMs(address);
    // Its `close` may be over: a seat taken now would never come back.
    if (socket.destroyed) return undefined;
    if (waitMs > 0) return turnedAway(refusals.tooManyFailures, Math.ceil(waitMs / 1000));
    const taken = seats.take(address);
    if (!taken.ok) return turnedAway(taken.full, SEAT_RETRY_S);
    socket.once('close', () => taken.seat.release());
    return taken;
  };
}

function turnedAway(outcome: HttpOutcome, seconds: number): Admitted {
  return { ok: false, outcome, headers: { 'Retry-After': String(seconds) } };
}
