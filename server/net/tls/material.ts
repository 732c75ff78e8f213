/** A certificate with its key, and what was read from it. */
import { createPrivateKey, type KeyObject, X509Certificate } from 'node:crypto';
import { namesIn } from './names.ts';

/** What a TLS server needs, and what people want to know about it. */
export interface TlsMaterial {
  /** PEM; with the intermediate certificates, if the file holds any. */
  readonly cert: string;
  /** PEM. */
  readonly key: string;
  /** The local authority, PEM. It signs clients' certificates, and the server's unless that comes from elsewhere. */
  readonly ca?: string;
  readonly certFile: string;
  readonly caFile?: string;
  /** SHA-256 of the certificate, as a browser shows it: `AB:CD:…`. */
  readonly fingerprint256: string;
  readonly notAfter: Date;
  /** Whether no authority that browsers know has signed it: it was made here, or signs itself. */
  readonly selfSigned: boolean;
  /** The DNS names and addresses that it is valid for. */
  readonly names: readonly string[];
}

/** A certificate with fewer days left is made again. */
const RENEWAL_DAYS = 30;
const DAY_MS = 86_400_000;

export function parseCertificate(pem: string): X509Certificate | undefined {
  try {
    return new X509Certificate(pem);
  } catch {
    return undefined;
  }
}

export function parseKey(pem: string): KeyObject | undefined {
  try {
    return createPrivateKey(pem);
  } catch {
    return undefined;
  }
}

export function validity(certificate: X509Certificate): { notBefore: Date; notAfter: Date } {
  return { notBefore: new Date(certificate.validFrom), notAfter: new Date(certificate.validTo) };
}

export function expiryProblem(certificate: X509Certificate, now: Date): string | undefined {
  const { notBefore, notAfter } = validity(certificate);
  if (now < notBefore) return `the old one was not valid before ${notBefore.toISOString()}`;
  if (now > notAfter) return `the old one expired on ${notAfter.toISOString()}`;
  return isNearExpiry({ notAfter }, now)
    ? `the old one would expire on ${notAfter.toISOString()}`
    : undefined;
}

/** Whether it is time to make another. */
export function isNearExpiry({ notAfter }: Pick<TlsMaterial, 'notAfter'>, now = new Date()): boolean {
  return notAfter.getTime() - now.getTime() < RENEWAL_DAYS * DAY_MS;
}

export function materialOf(
  certificate: X509Certificate,
  material: Omit<TlsMaterial, 'fingerprint256' | 'notAfter' | 'names'>,
): TlsMaterial {
  const { notAfter } = validity(certificate);
  return { ...material, fingerprint256: certificate.fingerprint256, notAfter, names: namesIn(certificate) };
}
