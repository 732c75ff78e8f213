import { readBearerSubprotocol } from '../upgrade/credentials.ts';
import { type HandshakeMethod, presented } from './method.ts';

/**
 * The token as one of the subprotocols a page offers: the only header field it can write into. The server selects the
 * plain one beside it, so that the token is not echoed as the result of a negotiation.
 */
export const subprotocol: HandshakeMethod = {
  kind: 'handshake',
  read: (request) => presented(readBearerSubprotocol(request)),
  ambient: false,
};
