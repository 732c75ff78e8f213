/** The paths of the auth server, and what requests to it must carry. */

/** All paths of the auth server are below this one. */
export const AUTH_ROOT = '/auth';

export const authPaths = {
  /** `POST` signs in, `GET` says who is signed in, `DELETE` signs out. */
  session: '/auth/session',
  /** `POST` issues a single-use ticket. */
  tickets: '/auth/tickets',
  /** `POST` issues an access token. */
  token: '/auth/token',
  /** `POST` tells a WebSocket server whose a credential is (RFC 7662). */
  introspect: '/auth/introspect',
  /** `POST` tells a WebSocket server which sessions have ended. */
  endedSessions: '/auth/introspect/sessions',
  /** `POST` takes an identity provider's word that somebody has signed out there. */
  backchannelLogout: '/auth/backchannel-logout',
} as const;

/** The header that carries the session's CSRF token in every request that changes something. */
export const CSRF_HEADER = 'X-CSRF-Token';

/** The header that carries the proof of a key, to which the token that is asked for gets bound (RFC 9449, section 4.1). */
export const PROOF_HEADER = 'DPoP';
