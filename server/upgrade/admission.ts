/** Admission to a handshake: the limits that are checked before a credential is looked at. */
import type { IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';
import { type HttpOutcome, refusals } from '../../protocol/refusals.ts';
import type { AuthFailures } from '../limits/auth-failures.ts';
import type { Seat, Seats } from '../limits/seats.ts';

/** A client that was admitted, or how to refuse it. */
export type Admitted =
  | { readonly ok: true; readonly seat: Seat }
  | { readonly ok: false; readonly outcome: HttpOutcome; readonly headers: Record<string, string> };

export type Admission = (request: IncomingMessage, socket: Duplex) => Promise<Admitted | undefined>;

/**
 * Retry-After, in seconds. Connections that do not authenticate give their seats back by then; others, nobody can tell
 * when.
 */
const SEAT_RETRY_S = 5;

/**
 * @param addressOf - the key under which a client is counted
 * @returns a function that decides about one request, with `undefined` for a client that has left already. It releases
 *   the seat when the socket closes, for whatever reason
 */
export function createAdmission(
  addressOf: (request: IncomingMessage) => string,
  failures: Pick<AuthFailures, 'waitMs'>,
  seats: Seats,
): Admission {
  return async (request, socket) => {
    const address = addressOf(request);
    const waitMs = await failures.waitMs(address);
    // After the socket's `close` event, a seat that is taken would never be released.
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
