/** Hosts a server listens on, and how they are written. */
import { BlockList, isIPv6 } from 'node:net';
import { networkInterfaces } from 'node:os';

/** What a person types for this machine. Both families are bound: browsers may try either first. */
const LOCALHOST = ['127.0.0.1', '::1'];

const loopback = new BlockList();
loopback.addSubnet('127.0.0.0', 8);
loopback.addAddress('::1', 'ipv6');

/** What a `Host` field may hold: a name or an address, and perhaps a port; nothing that could leave that part of a URL. */
export const hostField = /^(?:[\w.-]+|\[[\da-f:.]+\])(?::\d{1,5})?$/i;

/** The addresses to bind for a host. */
export function addressesOf(host: string): readonly string[] {
  return host === 'localhost' ? LOCALHOST : [host];
}

/** Whether a host is reached from this machine only. */
export function isLoopback(host: string): boolean {
  return host === 'localhost' || loopback.check(host, isIPv6(host) ? 'ipv6' : 'ipv4');
}

/** A host as it stands in a URL. One that means every address is replaced by a name that leads here. */
export function urlHost(host: string): string {
  if (host === '0.0.0.0' || host === '::') return 'localhost';
  return isIPv6(host) ? `[${host}]` : host;
}

/** The addresses of this machine, without link-local ones: no browser can name them. */
export function ownAddresses(): string[] {
  const all = Object.values(networkInterfaces()).flatMap((entries) => entries ?? []);
  return all.map((entry) => entry.address).filter((address) => !/^fe80:/i.test(address));
}

/** The addresses at which others in the room reach a server that listens on this host. */
export function addressesForOthers(host: string): string[] {
  if (isLoopback(host)) return [];
  if (host !== '0.0.0.0' && host !== '::') return [host];
  return ownAddresses().filter((address) => !isLoopback(address) && (host === '::' || !isIPv6(address)));
}
