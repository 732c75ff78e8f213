import { TLSSocket } from 'node:tls';
import type { Services } from '../../server/connection/connection.ts';
import { createEndpoint } from '../../server/lab/endpoint.ts';
import { clientCertificate } from '../../server/methods/client-certificate.ts';
import type { HandshakeMethod } from '../../server/methods/method.ts';
import type { Endpoint } from '../../server/upgrade/router.ts';

/** WRONG: it reads the name in whatever certificate it is shown, and does not ask who signed it, and until when. */
export function wrongCertificate(services: Services): Endpoint {
  return createEndpoint('client-certificate', { ...clientCertificate, read: readUnchecked }, services);
}

const readUnchecked: HandshakeMethod['read'] = ({ socket }) => {
  const name = socket instanceof TLSSocket ? socket.getPeerCertificate().subject?.CN : undefined;
  return typeof name === 'string'
    ? { ok: true, value: { credential: name } }
    : { ok: false, problem: 'no certificate' };
};
