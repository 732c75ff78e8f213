/** Subprotocols (RFC 6455, section 1.9) of the methods that offer a credential as one. */

/** What a page offers beside its credential, and the only one that the server selects. */
export const PLAIN_SUBPROTOCOL = 'lab.v1';

/** Before a token, which follows in base64url without padding. */
export const BEARER_SUBPROTOCOL = 'base64url.bearer.authorization.lab.';

/** Before the CSRF token of the cookie method. */
export const CSRF_SUBPROTOCOL = 'csrf.';
