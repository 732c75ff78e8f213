import { readBasic } from '../upgrade/credentials.ts';
import { type HandshakeMethod, presented } from './method.ts';

/**
 * User and password, `wss://user:password@host` (RFC 7617). A browser sends them once it has been challenged, and from
 * then on by itself, even on sockets that other pages open.
 */
export const basic: HandshakeMethod = {
  kind: 'handshake',
  read: (request) => presented(readBasic(request)),
  ambient: true,
  challenge: 'Basic realm="WebSocket Auth Lab", charset="UTF-8"',
};
