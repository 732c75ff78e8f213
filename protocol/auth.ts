/** Where the auth server answers, and what a request to it has to carry. Bodies and answers: docs/protocol.md. */

/** Everything of the auth server lies below this path. */
export const AUTH_ROOT = '/auth';

export const authPaths = {
  /** `POST` signs in, `GET` tells who is signed in, `DELETE` signs out. */
  session: '/auth/session',
  /** `POST` gives a single-use ticket. */
  tickets: '/auth/tickets',
  /** `POST` gives an access token. */
  token: '/auth/token',
  /** `POST` answers a WebSocket server about a credential (RFC 7662). */
  introspect: '/auth/introspect',
  /** `POST` answers a WebSocket server which sessions are over. */
  endedSessions: '/auth/introspect/sessions',
} as const;

/** Carries the CSRF token of the session in every request that changes something. */
export const CSRF_HEADER = 'X-CSRF-Token';
