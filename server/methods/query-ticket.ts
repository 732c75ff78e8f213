import { readQuery } from '../upgrade/credentials.ts';
import { type HandshakeMethod, presented } from './method.ts';

/** A ticket in the URL, `?ticket=…`. Logs keep it, too, but it is good only once, and only for half a minute. */
export const queryTicket: HandshakeMethod = {
  kind: 'handshake',
  read: (request) => presented(readQuery(request, 'ticket')),
  ambient: false,
};
