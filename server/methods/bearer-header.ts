import { readBearer } from '../upgrade/credentials.ts';
import { type HandshakeMethod, presented } from './method.ts';

/** `Authorization: Bearer …` (RFC 6750). The simplest method, but not for pages: they cannot set the header. */
export const bearerHeader: HandshakeMethod = {
  kind: 'handshake',
  read: (request) => presented(readBearer(request)),
  ambient: false,
  challenge: 'Bearer realm="WebSocket Auth Lab"',
};
