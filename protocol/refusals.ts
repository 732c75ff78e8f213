/** The part of the table of outcomes (`outcomes.ts`) that is answered in HTTP. */
import type { Outcome } from './outcomes.ts';

/** Refused before the 101, by an HTTP response. A page sees only code 1006 of it. */
export interface HttpOutcome extends Outcome {
  readonly status: number;
}

/** HTTP answers to an upgrade request that does not get its 101. */
export const refusals = {
  badRequest: {
    status: 400,
    words: 'This is not a valid request, or not a valid WebSocket handshake (RFC 6455, section 4.2.1).',
    retry: false,
  },
  unauthorized: {
    status: 401,
    words: 'The credential is missing or not accepted. Get a fresh one, then connect again.',
    retry: false,
  },
  originNotAllowed: {
    status: 403,
    words:
      'Pages of this origin may not connect here. Allow it with --allow-origin, or connect from our own.',
    retry: false,
  },
  wrongCsrfToken: {
    status: 403,
    words: 'The session is alive, but its CSRF token is missing or wrong. Read it again, then connect again.',
    retry: false,
  },
  notFound: { status: 404, words: 'No WebSocket endpoint has this path. Try /.', retry: false },
  versionNotSupported: {
    status: 426,
    words: 'This server speaks WebSocket version 13 only.',
    retry: false,
  },
  upgradeRequired: {
    status: 426,
    words:
      'This path is for WebSockets only, and this request did not ask for one. If it should have, a proxy on the way must ' +
      'pass on the header fields Upgrade and Connection.',
    retry: false,
  },
  tlsRequired: {
    status: 400,
    words: 'This port speaks TLS only. Use wss:// in place of ws://.',
    retry: false,
  },
  requestTimeout: {
    status: 408,
    words: 'The request did not arrive in time. Send it in one go.',
    retry: true,
  },
  tooManyFromAddress: {
    status: 429,
    words: 'There are too many connections from this address. Close one, then try again.',
    retry: true,
  },
  tooManyFailures: {
    status: 429,
    words: 'Too many failed attempts came from this address. Wait as long as Retry-After says.',
    retry: false,
  },
  headersTooLarge: {
    status: 431,
    words: 'The request headers are too large. Send fewer or smaller cookies.',
    retry: false,
  },
  internalError: {
    status: 500,
    words: 'Something went wrong in the server. Its log says what. Try again.',
    retry: true,
  },
  tooManyConnections: { status: 503, words: 'The server is full. Try again in a moment.', retry: true },
  tooManyPasswords: {
    status: 503,
    words: 'Too many passwords are being checked. Wait as long as Retry-After says.',
    retry: true,
  },
  unavailable: {
    status: 503,
    words: 'What the check needs cannot be reached at the moment. Wait as long as Retry-After says.',
    retry: true,
  },
  shuttingDown: { status: 503, words: 'The server is shutting down. Try again in a moment.', retry: true },
} as const satisfies Record<string, HttpOutcome>;

/**
 * What an HTTP answer in place of the 101 means.
 *
 * @param body - the sentence that came with it: one status may stand for several refusals
 */
export function outcomeOfRefusal(status: number, body: string): Outcome {
  const sameStatus: HttpOutcome[] = Object.values(refusals).filter((refusal) => refusal.status === status);
  const known = sameStatus.find(({ words }) => words === body);
  const retry = sameStatus.length > 0 && sameStatus.every((refusal) => refusal.retry);
  return known ?? { words: '', retry };
}
