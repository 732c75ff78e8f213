/** Names that the provider and those who use it share. */

/** Client id of the lab's page. It is public: PKCE stands in for a secret. */
export const PAGE_CLIENT = 'websocket-auth-lab-page';

/** Client id of the lab's server, which asks about opaque tokens. */
export const SERVER_CLIENT = 'websocket-auth-lab-server';

/** A resource whose access tokens are opaque, so that a server has to ask about them. Any other has JWTs. */
export const OPAQUE_RESOURCE = 'urn:websocket-auth-lab:opaque';
