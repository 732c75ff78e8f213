/** The subprotocols (RFC 6455, section 1.9) of the methods that send a credential as one. */

/** Offered beside the credential, and the only one that the server selects. */
export const PLAIN_SUBPROTOCOL = 'lab.v1';

/** Comes before a token, which follows in base64url without padding. */
export const BEARER_SUBPROTOCOL = 'base64url.bearer.authorization.lab.';

/** Comes before the CSRF token of the method `cookie`. */
export const CSRF_SUBPROTOCOL = 'csrf.';
