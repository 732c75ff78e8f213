/** Exhibits are for this machine only. Whoever comes from elsewhere finds nothing here. */
import type { IncomingMessage } from 'node:http';
import { isLoopback } from '../hosts.ts';

/** Fields that a proxy adds: then the client may be anywhere. */
const proxyFields = ['forwarded', 'via', 'x-forwarded-for', 'x-forwarded-host', 'x-real-ip'];

/**
 * Whether a request was made on this machine, to a name of this machine.
 *
 * The name counts as well: a foreign site whose name is made to lead to 127.0.0.1 would have the browser send its
 * requests from here (DNS rebinding).
 */
export function isLocal({ socket, headers }: Pick<IncomingMessage, 'socket' | 'headers'>): boolean {
  if (!isLoopback(socket.remoteAddress ?? '')) return false;
  if (proxyFields.some((field) => headers[field] !== undefined)) return false;
  const host = /^(?:\[::1\]|([\w.-]+))(?::\d+)?$/.exec(headers.host ?? '');
  if (!host) return false;
  const [, name = '::1'] = host;
  return isLoopback(name) || /^(?:[\w-]+\.)*localhost$/i.test(name);
}
