/** Hosts a server listens on, and how they are written. */
import { BlockList, isIPv6 } from 'node:net';

/** What a person types for this machine. Both families are bound: browsers may try either first. */
const LOCALHOST = ['127.0.0.1', '::1'];

const loopback = new BlockList();
loopback.addSubnet('127.0.0.0', 8);
loopback.addAddress('::1', 'ipv6');

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
