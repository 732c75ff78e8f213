/** The address of a client, and the key under which limits count it. Pure. */
import type { IncomingMessage } from 'node:http';
import { isIP, isIPv4, isIPv6 } from 'node:net';

/**
 * The client's address, as an IP address.
 *
 * @param trustedHops - how many proxies in front of this server are known to add to X-Forwarded-For; with 0 the header
 *   is ignored, since anybody can send one. The entry that counts is that many from the right: whatever is further left
 *   was written by the client itself.
 */
export function clientAddress(
  { headers, socket }: Pick<IncomingMessage, 'headers' | 'socket'>,
  trustedHops: number,
): string {
  const peer = socket.remoteAddress ?? '';
  const forwarded = headers['x-forwarded-for'];
  if (trustedHops === 0 || forwarded === undefined) return peer;
  const hops = [forwarded].flat().join().split(',');
  const address = withoutPort((hops.at(-trustedHops) ?? hops[0] ?? '').trim());
  // What is not an address (RFC 7239 allows `unknown`) must not become a key: there could be any number of them.
  return isIP(address) === 0 ? peer : address;
}

/**
 * One key per client: an IPv4 address, also if it comes mapped into IPv6 (RFC 4291, section 2.5.5.2), or the first 64
 * bits of an IPv6 address, since one household or host is given at least as many addresses (RFC 6177).
 */
export function addressKey(address: string): string {
  // The most frequent case first, which is cheap to recognise.
  if (!address.includes(':') || !isIPv6(address)) return address;
  const groups = groupsOf(address);
  const [high = 0, low = 0] = groups.slice(6);
  if (groups.slice(0, 5).every((group) => group === 0) && groups[5] === 0xffff) {
    return [high >> 8, high & 0xff, low >> 8, low & 0xff].join('.');
  }
  return `${groups
    .slice(0, 4)
    .map((group) => group.toString(16))
    .join(':')}::/64`;
}

/** The eight 16-bit groups of a valid IPv6 address. */
function groupsOf(address: string): number[] {
  const [plain = ''] = address.split('%');
  const [head = [], tail] = plain.split('::').map(parseGroups);
  if (tail === undefined) return head;
  return [...head, ...Array<number>(8 - head.length - tail.length).fill(0), ...tail];
}

function parseGroups(text: string): number[] {
  if (text === '') return [];
  return text.split(':').flatMap((group) => {
    if (!isIPv4(group)) return [Number.parseInt(group, 16)];
    const [a = 0, b = 0, c = 0, d = 0] = group.split('.').map(Number);
    return [(a << 8) | b, (c << 8) | d];
  });
}

/** Some proxies add the port: `192.0.2.1:1234`, `[2001:db8::1]:1234`. */
function withoutPort(address: string): string {
  return address.replace(/^\[(.*)\](?::\d+)?$/, '$1').replace(/^(\d+(?:\.\d+){3}):\d+$/, '$1');
}
