/** The names that a certificate is valid for: DNS names and addresses (RFC 5280, section 4.2.1.6). */
import type { X509Certificate } from 'node:crypto';
import { isIP } from 'node:net';
import { hostname } from 'node:os';
import { isLoopback, ownAddresses } from '../hosts.ts';

/**
 * The names by which a server on this host is reached. Beyond loopback, these are all names and addresses of this
 * machine.
 */
export function namesFor(host: string): string[] {
  const names = new Set(['localhost', '*.localhost', '127.0.0.1', '::1']);
  const isLocal = isIP(host) === 0 ? host === 'localhost' : isLoopback(host);
  // A zone (fe80::1%eth0) has no place in a certificate.
  const others = isLocal ? [host] : [host, hostname().toLowerCase(), ...ownAddresses()];
  for (const other of others) {
    const name = other.replace(/%.*$/, '');
    const isEveryAddress = name === '0.0.0.0' || name === '::';
    if (!isEveryAddress && (isIP(name) !== 0 || /^[a-z0-9_-]+(\.[a-z0-9_-]+)*$/i.test(name))) names.add(name);
  }
  return [...names];
}

/** Whether a certificate is valid for a name or address, by its subject alternative names alone. */
export function holdsFor(certificate: X509Certificate, name: string): boolean {
  if (isIP(name) !== 0) return certificate.checkIP(name) !== undefined;
  return namesIn(certificate).includes(name.toLowerCase());
}

/** The subject alternative names of a certificate. Node gives them as `DNS:localhost, IP Address:0:0:0:0:0:0:0:1`. */
export function namesIn(certificate: X509Certificate): string[] {
  return (certificate.subjectAltName ?? '').split(', ').flatMap((entry) => {
    if (entry.startsWith('DNS:')) return [entry.slice('DNS:'.length).toLowerCase()];
    if (!entry.startsWith('IP Address:')) return [];
    const address = entry.slice('IP Address:'.length);
    return [isIP(address) === 6 ? new URL(`http://[${address}]`).hostname.slice(1, -1) : address];
  });
}
