import { TLSSocket } from 'node:tls';
import type { HandshakeMethod } from './method.ts';

/**
 * A certificate that the client proves to hold while TLS is set up. Its common name is the user. On a port of its own:
 * the mere question for a certificate breaks a browser's connection.
 */
export const clientCertificate: HandshakeMethod = {
  kind: 'handshake',
  read({ socket }) {
    // `authorized`: signed by our authority, in its time, made for clients (checked by OpenSSL).
    if (!(socket instanceof TLSSocket) || !socket.authorized)
      return { ok: false, problem: 'no valid certificate' };
    const name = socket.getPeerCertificate().subject?.CN;
    return typeof name === 'string'
      ? { ok: true, value: { credential: name } }
      : { ok: false, problem: 'no single common name in the certificate' };
  },
  ambient: true,
};
