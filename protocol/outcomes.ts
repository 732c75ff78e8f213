/**
 * The one table of all ways in which a connection is refused or ended.
 *
 * The server sends only what is in this table, and the page explains it in the same words. A reason is a fixed text,
 * never the message of an error or a piece of input, and fits a close frame (123 bytes, RFC 6455, section 5.5.1).
 */

/** What every refusal and every end has in common. */
export interface Outcome {
  /** For people: what happened and what to do next. */
  readonly words: string;
  /** Whether a client may connect again by itself. */
  readonly retry: boolean;
}

/** Ended after the 101, by a close frame. */
export interface CloseOutcome extends Outcome {
  readonly code: number;
  readonly reason: string;
}

/** Close frames this server sends, or has ws send for it. */
export const closes = {
  unauthenticated: {
    code: 1011,
    reason: 'unauthenticated',
    words: 'The server did not accept the token. Check the token, then connect again.',
    retry: false,
  },
  shuttingDown: {
    code: 1001,
    reason: 'server shutting down',
    words: 'The server is shutting down or restarting. Connect again in a moment.',
    retry: true,
  },
  binaryRefused: {
    code: 1003,
    reason: 'text messages only',
    words: 'This server accepts text messages only, and the client sent a binary one.',
    retry: false,
  },
  unauthorized: {
    code: 3000,
    reason: 'unauthorized',
    words: 'The server did not accept the credential. Get a fresh one, then connect again.',
    retry: false,
  },
  forbidden: {
    code: 3003,
    reason: 'forbidden',
    words: 'A connection belongs to the user who opened it. Open another one for another user.',
    retry: false,
  },
  sessionEnded: {
    code: 3000,
    reason: 'session ended',
    words: 'You signed out, or somebody ended your session. Sign in, then connect again.',
    retry: false,
  },
  expired: {
    code: 3008,
    reason: 'token expired',
    words: 'The token expired before it was renewed. Get a fresh one, then connect again.',
    retry: false,
  },
  rateLimited: {
    code: 1008,
    reason: 'rate limit exceeded',
    words: 'Too many messages came in too short a time. Send fewer, then connect again.',
    retry: false,
  },
  internalError: {
    code: 1011,
    reason: 'internal error',
    words: 'Something went wrong in the server. Its log says what. Connect again.',
    retry: true,
  },
} as const satisfies Record<string, CloseOutcome>;

/** Connections that are cut off without a close frame, because it would not get through. A page sees code 1006. */
export const cuts = {
  noPong: { words: 'The other end did not answer a ping, so it seems to be gone.', retry: true },
  backlogTooLarge: { words: 'The client did not read what it was sent.', retry: true },
} as const satisfies Record<string, Outcome>;

/** The standard close codes that a page may see (RFC 6455, section 7.4.1, and IANA). */
export const standardCloses: Readonly<Record<number, Outcome>> = {
  1000: { words: 'Closed normally.', retry: false },
  1001: { words: 'The other side is going away.', retry: true },
  1002: { words: 'The other side saw a protocol error.', retry: false },
  1003: { words: 'The other side cannot take this kind of data.', retry: false },
  1005: { words: 'Closed without a code.', retry: false },
  1006: { words: 'The connection was lost, or never opened: no close frame arrived.', retry: true },
  1007: { words: 'The other side received text that is not UTF-8.', retry: false },
  1008: { words: 'The other side refused a message because of its policy.', retry: false },
  1009: { words: 'The message was too big.', retry: false },
  // Other servers mean a fault that may pass. Here it may be a refusal, so a client retries only after `internal
  // error`.
  1011: { words: 'The server could not go on.', retry: false },
  1012: { words: 'The server is restarting.', retry: true },
  1013: { words: 'The server has too much to do. Try again later.', retry: true },
  1014: { words: 'A proxy did not reach the server behind it.', retry: true },
  // No frame carries this code. Firefox reports it to a page where other browsers report 1006.
  1015: { words: 'TLS failed: this browser does not accept the server’s certificate.', retry: false },
};

/**
 * What a close means for a client that sees its code and reason. After an unknown code, it should not come back.
 *
 * @param code - close code as the WebSocket API or ws reports it
 * @param reason - close reason as it arrived; may be empty
 */
export function outcomeOfClose(code: number, reason: string): Outcome {
  const known = Object.values(closes).find((close) => close.code === code && close.reason === reason);
  return known ?? standardCloses[code] ?? { words: `Closed with code ${code}.`, retry: false };
}

/** What a close means, in words for a person. */
export function explainClose(code: number, reason: string): string {
  return outcomeOfClose(code, reason).words;
}
