/** Certificate and key of the server: read from given files, found in certs/, or made there. */
import path from 'node:path';
import { createSecureContext } from 'node:tls';
import { UsageError } from '../../basics/usage-error.ts';
import { type Found, makeFolder, readWhole, withLock, writeWhole } from './files.ts';
import type { Authority } from './make.ts';
import {
  expiryProblem,
  materialOf,
  parseCertificate,
  parseKey,
  type TlsMaterial,
  validity,
} from './material.ts';
import { holdsFor, namesFor } from './names.ts';

const files = { ca: 'ca.pem', caKey: 'ca-key.pem', cert: 'server.pem', key: 'server-key.pem' } as const;

export interface CertificateSettings {
  /** Folder of the four files; made if it is missing. */
  readonly directory: string;
  /** Where the server listens. Beyond loopback, this machine's names and addresses are certified, too. */
  readonly host?: string;
  /** Names to certify, in place of those that follow from `host`. */
  readonly names?: readonly string[];
  readonly now?: Date;
  /** Is told, one sentence each, what was made or replaced, and why. */
  readonly tell?: (sentence: string) => void;
}

/**
 * Loads the local authority and the server's certificate, and makes what is missing or cannot be used any more: expired
 * or about to expire, without a name that is wanted, damaged, or of another key or authority. Takes a few milliseconds
 * if nothing has to be made. Several processes may do this at once.
 *
 * @throws UsageError if the folder cannot be read or written
 */
export async function loadOrMakeCertificates(settings: CertificateSettings): Promise<TlsMaterial> {
  const { directory, host = 'localhost', now = new Date(), tell = () => {} } = settings;
  const names = settings.names ?? namesFor(host);
  const found = await loadServer(directory, names, now);
  if (found.ok) return found.value;
  await makeFolder(directory);
  return withLock(path.join(directory, '.lock'), async () => {
    // Another process may have made them while this one waited.
    const again = await loadServer(directory, names, now);
    if (again.ok) return again.value;
    const { makeAuthority, makeServerCertificate } = await import('./make.ts');
    const known = await loadAuthority(directory, now);
    let authority: Authority;
    if (known.ok) authority = known.value;
    else {
      authority = await makeAuthority(now);
      await writeWhole(path.join(directory, files.caKey), authority.key, 'secret');
      await writeWhole(path.join(directory, files.ca), authority.cert, 'public');
      tell(`New certificate authority ${path.join(directory, files.ca)}: ${known.problem}.`);
    }
    const pair = await makeServerCertificate(authority, names, now);
    await writeWhole(path.join(directory, files.key), pair.key, 'secret');
    await writeWhole(path.join(directory, files.cert), pair.cert, 'public');
    const why = known.ok ? again.problem : 'its authority is new';
    tell(`New server certificate ${path.join(directory, files.cert)}: ${why}.`);
    const made = await loadServer(directory, names, now);
    if (made.ok) return made.value;
    throw new Error(`The certificate just made in ${directory} cannot be used: ${made.problem}.`);
  });
}

/**
 * Reads the certificate and key in given files.
 *
 * @throws UsageError that names the file and what is wrong with it: missing, not PEM, not a pair, expired
 */
export async function readCertificates(
  certFile: string,
  keyFile: string,
  now: Date = new Date(),
): Promise<TlsMaterial> {
  const cert = await readWhole(certFile);
  const key = await readWhole(keyFile);
  if (!cert.ok) throw new UsageError(`--cert: ${certFile} ${cert.problem}.`);
  if (!key.ok) throw new UsageError(`--key: ${keyFile} ${key.problem}.`);
  const certificate = parseCertificate(cert.value);
  if (!certificate)
    throw new UsageError(`--cert: ${certFile} does not begin with a certificate in PEM form.`);
  const privateKey = parseKey(key.value);
  if (!privateKey) {
    throw new UsageError(`--key: ${keyFile} holds no private key in PEM form, or its key has a passphrase.`);
  }
  if (!certificate.checkPrivateKey(privateKey)) {
    throw new UsageError(`${keyFile} is not the key of ${certFile}: --cert and --key must be a pair.`);
  }
  const { notBefore, notAfter } = validity(certificate);
  if (now > notAfter) throw new UsageError(`${certFile} expired on ${notAfter.toISOString()}. Renew it.`);
  if (now < notBefore) {
    throw new UsageError(`${certFile} is not valid before ${notBefore.toISOString()}. Check the clock.`);
  }
  try {
    createSecureContext({ cert: cert.value, key: key.value });
  } catch (error) {
    const cause = error instanceof Error ? error.message : String(error);
    throw new UsageError(`TLS cannot use ${certFile} with ${keyFile}: ${cause}.`);
  }
  return materialOf(certificate, {
    cert: cert.value,
    key: key.value,
    certFile,
    selfSigned: certificate.checkIssued(certificate),
  });
}

/** The files in a folder that hold the server's own certificate and the local authority. */
export function ownFiles(directory: string): string[] {
  return [files.cert, files.key, files.ca].map((file) => path.join(directory, file));
}

/** Reads the local authority in a folder, PEM; undefined if there is none. */
export async function readAuthority(directory: string): Promise<string | undefined> {
  const found = await readWhole(path.join(directory, files.ca));
  return found.ok ? found.value : undefined;
}

/** A user's name as it may stand in a certificate. */
const userName = /^[\w.@-]{1,64}$/;

/**
 * Makes a certificate, signed by the local authority, with which a client proves a user's name.
 *
 * @returns the names of the files that hold certificate and key
 * @throws UsageError for a name that cannot stand in a certificate, or if there is no authority
 */
export async function makeClientFiles(
  directory: string,
  name: string,
  now: Date = new Date(),
): Promise<{ certFile: string; keyFile: string }> {
  if (!userName.test(name)) {
    throw new UsageError('--client takes a name of 1 to 64 letters, digits and . _ @ -, such as alice.');
  }
  const authority = await loadAuthority(directory, now);
  if (!authority.ok) throw new UsageError(`The local authority cannot be used: ${authority.problem}.`);
  const { makeClientCertificate } = await import('./make.ts');
  const pair = await makeClientCertificate(authority.value, name, now);
  const certFile = path.join(directory, `client-${name}.pem`);
  const keyFile = path.join(directory, `client-${name}-key.pem`);
  await writeWhole(keyFile, pair.key, 'secret');
  await writeWhole(certFile, pair.cert, 'public');
  return { certFile, keyFile };
}

/** Loads the server's certificate if it can be used. Makes nothing. */
export async function loadServer(
  directory: string,
  names: readonly string[],
  now: Date,
): Promise<Found<TlsMaterial>> {
  const caFile = path.join(directory, files.ca);
  const certFile = path.join(directory, files.cert);
  const [ca, cert, key] = await Promise.all([
    readWhole(caFile),
    readWhole(certFile),
    readWhole(path.join(directory, files.key)),
  ]);
  if (!cert.ok) return bad(`${files.cert} ${cert.problem}`);
  if (!key.ok) return bad(`${files.key} ${key.problem}`);
  if (!ca.ok) return bad(`${files.ca} ${ca.problem}`);
  const authority = parseCertificate(ca.value);
  const certificate = parseCertificate(cert.value);
  const privateKey = parseKey(key.value);
  if (!certificate) return bad('the old one was damaged');
  if (!privateKey) return bad('the key of the old one was damaged');
  if (!certificate.checkPrivateKey(privateKey)) return bad('the old one did not belong to its key');
  if (!authority?.ca) return bad('its authority was damaged');
  if (!certificate.checkIssued(authority) || !certificate.verify(authority.publicKey)) {
    return bad('the old one was signed by another authority');
  }
  const expiry = expiryProblem(certificate, now) ?? expiryProblem(authority, now);
  if (expiry) return bad(expiry);
  const missing = names.filter((name) => !holdsFor(certificate, name));
  if (missing.length > 0) return bad(`the old one did not hold for ${missing.join(', ')}`);
  return {
    ok: true,
    value: materialOf(certificate, {
      cert: cert.value,
      key: key.value,
      ca: ca.value,
      certFile,
      caFile,
      selfSigned: true,
    }),
  };
}

async function loadAuthority(directory: string, now: Date): Promise<Found<Authority>> {
  const cert = await readWhole(path.join(directory, files.ca));
  const key = await readWhole(path.join(directory, files.caKey));
  if (!cert.ok) return bad(`${files.ca} ${cert.problem}`);
  if (!key.ok) return bad(`${files.caKey} ${key.problem}`);
  const certificate = parseCertificate(cert.value);
  const privateKey = parseKey(key.value);
  if (!certificate?.ca || !privateKey) return bad('the old one was damaged');
  if (!certificate.checkPrivateKey(privateKey)) return bad('the old one did not belong to its key');
  const expiry = expiryProblem(certificate, now);
  if (expiry) return bad(expiry);
  return { ok: true, value: { cert: cert.value, key: key.value, notAfter: validity(certificate).notAfter } };
}

function bad(problem: string): { ok: false; problem: string } {
  return { ok: false, problem };
}
