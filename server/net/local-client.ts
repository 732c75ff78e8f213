/** Whether a client is on this machine, where that is what is trusted. */
import type { IncomingMessage } from 'node:http';
import { isLocalName, isLoopback } from './hosts.ts';

/** Fields in which proxies tell of the client: then it may be anywhere. */
const proxyField = /^(?:forwarded|via|x-forwarded(?:-.+)?|.*-ip)$/;

/**
 * Whether a request was made on this machine, to a name of this machine, and through no proxy that says it is one.
 *
 * A proxy on this machine that says nothing is not to be told from a client: `--trust-proxy` tells it.
 */
export function isLocal({ socket, headers }: Pick<IncomingMessage, 'socket' | 'headers'>): boolean {
  return (
    isLoopback(socket.remoteAddress ?? '') &&
    isLocalName(headers.host) &&
    !Object.keys(headers).some((name) => proxyField.test(name))
  );
}
