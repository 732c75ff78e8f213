/** Whether a client is on this machine, for what only this machine may see. */
import type { IncomingMessage } from 'node:http';
import { isLocalName, isLoopback } from './hosts.ts';

/** Header fields that proxies add. With one of them, the client may be anywhere. */
const proxyField = /^(?:forwarded|via|x-forwarded(?:-.+)?|.*-ip)$/;

/**
 * Whether a request was made on this machine, for a name of this machine, and not through a proxy that adds header
 * fields.
 *
 * A proxy on this machine that adds none cannot be distinguished from a client; `--trust-proxy` tells the server of it.
 */
export function isLocal({ socket, headers }: Pick<IncomingMessage, 'socket' | 'headers'>): boolean {
  return (
    isLoopback(socket.remoteAddress ?? '') &&
    isLocalName(headers.host) &&
    !Object.keys(headers).some((name) => proxyField.test(name))
  );
}
