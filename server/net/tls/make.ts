/**
 * Makes certificates (RFC 5280). This file is imported only when one must be made: the library behind it takes longer
 * to load than the whole server takes to start.
 */
import { createPrivateKey, randomBytes, X509Certificate } from 'node:crypto';
import { isIP } from 'node:net';
import { generate } from 'selfsigned';
import { withKeyIdentifiers } from './identifiers.ts';

export interface Pair {
  readonly cert: string;
  readonly key: string;
}

export interface Authority extends Pair {
  readonly notAfter: Date;
}

const DAY_MS = 86_400_000;

/** Certificates are valid from this long ago, so that they are valid already where the clock is behind ours. */
const CLOCK_SKEW_MS = DAY_MS;

/** Long, because trusting the authority is manual work; limited, because its key lies on a disk. */
const AUTHORITY_DAYS = 730;

/** Browsers refuse server certificates that are valid for more than 398 days. */
const LEAF_DAYS = 397;

/** The library names this type and does not export it. */
type CertificateExtension = NonNullable<NonNullable<Parameters<typeof generate>[1]>['extensions']>[number];

const algorithms = { keyType: 'ec', curve: 'P-256', algorithm: 'sha256' } as const;

/**
 * Makes an authority for this machine alone. Its name is unique, since verifiers that know two authorities of the same
 * name may try the wrong one's key.
 */
export async function makeAuthority(now: Date): Promise<Authority> {
  const name = `WebSocket Auth Lab local CA ${randomBytes(4).toString('hex')}`;
  const made = await generate([{ name: 'commonName', value: name }], {
    ...algorithms,
    ...lifetime(now, AUTHORITY_DAYS),
    extensions: [
      { name: 'basicConstraints', cA: true, pathLenConstraint: 0, critical: true },
      { name: 'keyUsage', keyCertSign: true, cRLSign: true, critical: true },
    ],
  });
  const cert = withKeyIdentifiers(made.cert, createPrivateKey(made.private));
  return { cert, key: made.private, notAfter: new Date(new X509Certificate(cert).validTo) };
}

/** Makes a certificate for a server that is reached by these DNS names and addresses. */
export function makeServerCertificate(
  authority: Authority,
  names: readonly string[],
  now: Date,
): Promise<Pair> {
  return makeLeaf(authority, 'WebSocket Auth Lab', now, [
    { name: 'extKeyUsage', serverAuth: true },
    {
      name: 'subjectAltName',
      altNames: names.map((name) => (isIP(name) ? { type: 7, ip: name } : { type: 2, value: name })),
    },
  ]);
}

/**
 * Makes a certificate that proves a user's name to a server.
 *
 * @param name - letters, digits, `.`, `_`, `@`, `-`: anything else could add fields to the subject
 */
export function makeClientCertificate(authority: Authority, name: string, now: Date): Promise<Pair> {
  return makeLeaf(authority, name, now, [{ name: 'extKeyUsage', clientAuth: true }]);
}

/** Makes a certificate that cannot sign others. It never outlives the authority. */
async function makeLeaf(
  authority: Authority,
  commonName: string,
  now: Date,
  extensions: CertificateExtension[],
): Promise<Pair> {
  const { notBeforeDate, notAfterDate } = lifetime(now, LEAF_DAYS);
  const made = await generate([{ name: 'commonName', value: commonName }], {
    ...algorithms,
    notBeforeDate,
    notAfterDate: new Date(Math.min(notAfterDate.getTime(), authority.notAfter.getTime())),
    ca: authority,
    extensions: [
      { name: 'basicConstraints', cA: false, critical: true },
      { name: 'keyUsage', digitalSignature: true, critical: true },
      ...extensions,
    ],
  });
  return { cert: withKeyIdentifiers(made.cert, createPrivateKey(authority.key)), key: made.private };
}

function lifetime(now: Date, days: number): { notBeforeDate: Date; notAfterDate: Date } {
  const start = now.getTime() - CLOCK_SKEW_MS;
  return { notBeforeDate: new Date(start), notAfterDate: new Date(start + days * DAY_MS) };
}
