/** Web servers, with TLS or without. */
import { createServer as createHttpServer, type RequestListener, type Server } from 'node:http';
import { createServer as createHttpsServer } from 'node:https';
import type { RequestHandler } from 'express';
import { refusals } from '../../protocol/refusals.ts';
import { certificates } from '../basics/paths.ts';
import { UsageError } from '../basics/usage-error.ts';
import { httpSettings } from './doors.ts';
import { isPublicName } from './hosts.ts';
import { inTurn } from './in-turn.ts';
import type { requireUpgrade } from './offer.ts';
import { refuseRequest } from './refuse.ts';
import { checkRequest, pathOf } from './request.ts';
import {
  type CertificateLog,
  type CertificateSource,
  type Certificates,
  keepCertificates,
} from './tls/keeper.ts';
import { isNearExpiry, type TlsMaterial } from './tls/material.ts';
import { namesFor } from './tls/names.ts';
import { loadOrMakeCertificates, loadServer, ownFiles, readAuthority, readCertificates } from './tls/tls.ts';

/** Time for a TLS handshake, in milliseconds. */
const TLS_HANDSHAKE_MS = 5000;

/** Seconds for which a browser must use https. */
const PIN_SECONDS = 31_536_000;

const nothingHere = { ...refusals.notFound, words: 'There is nothing here.' };

/**
 * Makes a server with our settings. It does not listen: its doors do. Malformed requests are refused before `app` sees
 * them.
 *
 * @param asksClients - whether every client is asked for a certificate. No client is turned away for having none, since
 *   the method decides about that
 */
export function createWebServer(
  app: RequestListener,
  certificates: Certificates | undefined,
  asksClients = false,
): Server {
  const listener = inTurn((request, response) => {
    const malformed = checkRequest(request);
    if (malformed) refuseRequest(response, malformed);
    else if (pathOf(request.url) === undefined) refuseRequest(response, nothingHere);
    else app(request, response);
  });
  if (!certificates) return createHttpServer(httpSettings, listener);
  const contextOf = ({ cert, key, ca }: TlsMaterial) => ({
    cert,
    key,
    ...(asksClients && ca !== undefined && { ca }),
  });
  const settings = {
    ...httpSettings,
    handshakeTimeout: TLS_HANDSHAKE_MS,
    // Not `rejectUnauthorized`, which would drop the connection without an HTTP answer.
    ...(asksClients && { requestCert: true, rejectUnauthorized: false }),
  };
  const server = createHttpsServer({ ...settings, ...contextOf(certificates.current) }, listener);
  certificates.onRenewed((tls) => server.setSecureContext(contextOf(tls)));
  return server;
}

/**
 * Makes a server that asks every client for a certificate of the local authority, and serves only WebSockets.
 *
 * @throws UsageError when there is no local authority
 */
export function createCertificateServer(
  certificates: Certificates,
  requiresUpgrade: ReturnType<typeof requireUpgrade>,
): Server {
  if (certificates.current.ca === undefined) {
    throw new UsageError('The method client-certificate needs the local authority. Make it: npm run certs.');
  }
  const listener: RequestListener = (request, response) =>
    requiresUpgrade(request, response, () => refuseRequest(response, nothingHere));
  return createWebServer(listener, certificates, true);
}

/** The files of a certificate from elsewhere, if there is one, and the host that our own certificate must hold for. */
export interface CertificateOptions {
  readonly cert: string | undefined;
  readonly key: string | undefined;
  readonly host: string;
}

/**
 * Opens the certificate that the options name, or our own, and keeps it up to date until it is closed.
 *
 * @param folder - holds the local authority and what it signs
 * @throws UsageError for a certificate that cannot be used
 */
export function openCertificates(
  { cert, key, host }: CertificateOptions,
  log: CertificateLog,
  folder = certificates,
): Promise<Certificates> {
  const source =
    cert !== undefined && key !== undefined ? brought(cert, key, folder) : own(host, folder, log);
  return keepCertificates(source, log);
}

function own(host: string, folder: string, log: CertificateLog): CertificateSource {
  const names = namesFor(host);
  const settings = { directory: folder, names, tell: (sentence: string) => log.info(sentence) };
  return {
    files: ownFiles(folder),
    async load(inUse) {
      // A valid certificate is not replaced: the new files may come from another server that has other names.
      if (!inUse || isNearExpiry(inUse)) return loadOrMakeCertificates(settings);
      const found = await loadServer(folder, names, new Date());
      if (found.ok) return found.value;
      throw new UsageError(`In ${folder}: ${found.problem}.`);
    },
  };
}

function brought(certFile: string, keyFile: string, folder: string): CertificateSource {
  return {
    files: [certFile, keyFile, ...ownFiles(folder)],
    async load(inUse) {
      const [read, ca] = await Promise.all([readCertificates(certFile, keyFile), readAuthority(folder)]);
      if (ca !== undefined) return { ...read, ca };
      // Without the local authority, Node would trust client certificates of every authority it knows.
      if (inUse?.ca !== undefined) throw new UsageError(`The local authority in ${folder} is gone.`);
      return read;
    },
  };
}

/**
 * Tells browsers to use https only (RFC 6797) for the name they asked for, and not for names below it, on which other
 * programs may run. Never for this machine's own names, since every other local program would be locked out of plain
 * http. Nor with a certificate that no known authority has signed, since browsers would then offer no way past their
 * warning.
 */
export function pinHttps(certificates: Certificates | undefined): RequestHandler {
  return ({ headers }, response, next) => {
    if (certificates && !certificates.current.selfSigned && isPublicName(headers.host)) {
      response.set('Strict-Transport-Security', `max-age=${PIN_SECONDS}`);
    }
    next();
  };
}
