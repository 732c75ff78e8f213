/** Web servers, with TLS or without. */
import { createServer as createHttpServer, type RequestListener, type Server } from 'node:http';
import { createServer as createHttpsServer } from 'node:https';
import { httpLimits } from './door.ts';
import { isLoopback } from './hosts.ts';
import { inTurn } from './in-turn.ts';
import type { Log } from './observe/log.ts';
import { type Options, UsageError } from './options.ts';
import { certificates } from './paths.ts';
import { loadOrMakeCertificates, readAuthority, readCertificates, type TlsMaterial } from './tls.ts';

/** Time for a TLS handshake, in milliseconds. */
const TLS_HANDSHAKE_MS = 5000;

/** A server with our limits; it does not listen, its doors do. */
export function createWebServer(app: RequestListener, tls: TlsMaterial | undefined): Server {
  const listener = inTurn(app);
  if (!tls) return createHttpServer(httpLimits, listener);
  const { cert, key } = tls;
  return createHttpsServer({ ...httpLimits, handshakeTimeout: TLS_HANDSHAKE_MS, cert, key }, listener);
}

/**
 * A server that asks every client for a certificate of the local authority, and serves nothing but WebSockets.
 *
 * @throws UsageError when there is no local authority
 */
export async function createCertificateServer({ cert, key }: TlsMaterial): Promise<Server> {
  const authority = await readAuthority(certificates);
  if (authority === undefined) {
    throw new UsageError('The method client-certificate needs the local authority. Make it: npm run certs.');
  }
  const settings = { ...httpLimits, handshakeTimeout: TLS_HANDSHAKE_MS, cert, key };
  // Not `rejectUnauthorized`: it would drop the connection without a word, and here everyone gets an HTTP answer.
  const asking = { ...settings, ca: authority, requestCert: true, rejectUnauthorized: false };
  const listener = inTurn((_request, response) => {
    response.writeHead(404, { 'Content-Type': 'text/plain' }).end('Only WebSockets live here.\n');
  });
  return createHttpsServer(asking, listener);
}

/** The certificate that was brought along, or our own. */
export function loadTls(
  { cert, key, host }: Pick<Options, 'cert' | 'key' | 'host'>,
  log: Log,
): Promise<TlsMaterial> {
  return cert !== undefined && key !== undefined
    ? readCertificates(cert, key)
    : loadOrMakeCertificates({ directory: certificates, host, tell: (sentence) => log.info(sentence) });
}

/**
 * HSTS on loopback would lock every other local app out of plain http, and with a self-signed certificate it would
 * take away the browser's way past its warning.
 */
export function mayPinHttps({ host }: Pick<Options, 'host'>, tls: TlsMaterial | undefined): boolean {
  return tls !== undefined && !tls.selfSigned && !isLoopback(host);
}
