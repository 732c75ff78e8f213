import type { IncomingMessage } from 'node:http';
import { sameSecret } from '@websocket-auth-lab/gate/same-secret';
import { isLocalName, isLoopback, nameIn } from '../net/hosts.ts';
import { isLocal } from '../net/local-client.ts';

export interface Readers {
  /** Whether a request comes from this machine, or shows the token. */
  isOperator(request: IncomingMessage): boolean;
  /**
   * Whether a request may see what a class may see. Only requests on this machine for a foreign name may not: a
   * stranger's page makes a browser send them (DNS rebinding).
   */
  isAnybody(request: IncomingMessage): boolean;
}

/**
 * Decides who may read this server's figures.
 *
 * @param token - must be sent as `Authorization: Bearer …`; without a token only this machine may read them
 * @param behindProxy - whether every request comes from a proxy, which may be on this machine
 * @param names - the names of this server, in lower case. One of them may lead to loopback, as a host's own name often
 *   does
 */
export function createReaders({
  token,
  behindProxy,
  names,
}: {
  token: string | undefined;
  behindProxy: boolean;
  names: () => readonly string[];
}): Readers {
  const hasToken = ({ headers }: IncomingMessage) =>
    token !== undefined && sameSecret(headers.authorization ?? '', `Bearer ${token}`);
  const isOperator = (request: IncomingMessage) => (!behindProxy && isLocal(request)) || hasToken(request);
  return {
    isOperator,
    isAnybody: (request) =>
      behindProxy ||
      !isLoopback(request.socket.remoteAddress ?? '') ||
      isLocalName(request.headers.host) ||
      names().includes(nameIn(request.headers.host)) ||
      hasToken(request),
  };
}
