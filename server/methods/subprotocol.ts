import { readBearerSubprotocol } from '../upgrade/credentials.ts';
import { type HandshakeMethod, presented } from './method.ts';

/**
 * The token as one of the subprotocols that a page offers, which is the only header field a page can write to. The
 * server selects the plain subprotocol beside it, so that the token is not sent back as the result of the negotiation.
 */
export const subprotocol: HandshakeMethod = {
  kind: 'handshake',
  read: (request) => presented(readBearerSubprotocol(request)),
  ambient: false,
};
