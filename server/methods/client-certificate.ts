import { TLSSocket } from 'node:tls';
import type { HandshakeMethod } from './method.ts';

/**
 * A TLS client certificate, whose common name is the user. It has a port of its own, because the mere question for a
 * certificate breaks the connections of some browsers.
 */
export const clientCertificate: HandshakeMethod = {
  kind: 'handshake',
  read({ socket }) {
    // `authorized`: OpenSSL has checked that our authority signed it, that it is valid now, and that it is for clients.
    if (!(socket instanceof TLSSocket) || !socket.authorized)
      return { ok: false, problem: 'no valid certificate' };
    const name = socket.getPeerCertificate().subject?.CN;
    return typeof name === 'string'
      ? { ok: true, value: { credential: name } }
      : { ok: false, problem: 'no single common name in the certificate' };
  },
  ambient: true,
};
