import { readQuery } from '../upgrade/credentials.ts';
import { type HandshakeMethod, presented } from './method.ts';

/** A long-lived token in the URL, `?token=…`. It works everywhere, and every log on the way keeps it. */
export const queryToken: HandshakeMethod = {
  kind: 'handshake',
  read: (request) => presented(readQuery(request, 'token')),
  ambient: false,
};
