/** Hosts a server listens on, and how they are written. */
import { BlockList, isIP, isIPv6 } from 'node:net';
import { networkInterfaces } from 'node:os';

/** The addresses of `localhost`. Both families are bound, because browsers may try either first. */
const LOCALHOST = ['127.0.0.1', '::1'];

const loopback = new BlockList();
loopback.addSubnet('127.0.0.0', 8);
loopback.addAddress('::1', 'ipv6');

/**
 * What a `Host` field may hold: a name or an address, and perhaps a port; nothing that could end the authority of a
 * URL.
 */
export const hostField = /^(?:([\w.-]+)|\[([\da-f:.]+)\])(?::\d{1,5})?$/i;

/** The addresses to bind for a host. */
export function addressesOf(host: string): readonly string[] {
  return host === 'localhost' ? LOCALHOST : [host];
}

/** Whether a host can be reached from this machine only. */
export function isLoopback(host: string): boolean {
  return host === 'localhost' || loopback.check(host, isIPv6(host) ? 'ipv6' : 'ipv4');
}

/**
 * Whether it is safe to ask at a URL whom to trust, or to send a secret there: over TLS, or without it on this machine
 * only, and with neither user nor password in it, which would end up in logs.
 */
export function isSafeUrl({ protocol, hostname, username, password }: URL, plain = true): boolean {
  if (username !== '' || password !== '') return false;
  return (
    protocol === 'https:' || (plain && protocol === 'http:' && isLoopback(hostname.replace(/^\[|\]$/g, '')))
  );
}

/**
 * Whether a `Host` field holds a name of this machine that nobody else can own: localhost, a name below it, or a
 * loopback address. Any other name can be made to lead here (DNS rebinding), so that a foreign page has a browser on
 * this machine send the request.
 */
export function isLocalName(field: string | undefined): boolean {
  const name = nameIn(field);
  return isLocalhost(name) || isLoopback(name);
}

/** Whether a `Host` field holds a name, and not an address or one of this machine's own names. */
export function isPublicName(field: string | undefined): boolean {
  const name = nameIn(field).replace(/\.$/, '');
  return name !== '' && isIP(name) === 0 && !isLocalhost(name);
}

function isLocalhost(name: string): boolean {
  return /^(?:[\w-]+\.)*localhost$/.test(name);
}

/** The name or address in a `Host` field, in lower case and without brackets; empty if there is none. */
export function nameIn(field = ''): string {
  const [, name, address] = hostField.exec(field) ?? [];
  return (name ?? address ?? '').toLowerCase();
}

/** A host as it is written in a URL. One that means every address is replaced by `localhost`. */
export function urlHost(host: string): string {
  if (host === '0.0.0.0' || host === '::') return 'localhost';
  return isIPv6(host) ? `[${host}]` : host;
}

/** The addresses of this machine, without link-local ones, which cannot be written in a URL. */
export function ownAddresses(): string[] {
  const all = Object.values(networkInterfaces()).flatMap((entries) => entries ?? []);
  return all.map((entry) => entry.address).filter((address) => !/^fe80:/i.test(address));
}

/** The addresses at which other machines reach a server that listens on this host. */
export function addressesForOthers(host: string): string[] {
  if (isLoopback(host)) return [];
  if (host !== '0.0.0.0' && host !== '::') return [host];
  return ownAddresses().filter((address) => !isLoopback(address) && (host === '::' || !isIPv6(address)));
}
