import type { IncomingMessage } from 'node:http';
import { sameSecret } from '@websocket-auth-lab/gate/same-secret';
import { isLocalName, isLoopback, nameIn } from '../net/hosts.ts';
import { isLocal } from '../net/local-client.ts';

export interface Readers {
  /** Whether a request comes from this machine, or shows the token. */
  isOperator(request: IncomingMessage): boolean;
  /**
   * Whether a request may see what a class may: every request but those to a foreign name that was made to lead here,
   * with which a stranger's page has a browser of this machine ask (DNS rebinding).
   */
  isAnybody(request: IncomingMessage): boolean;
}

/**
 * Who may read this server's figures.
 *
 * @param token - wanted as `Authorization: Bearer …`; without it only this machine may ask
 * @param behindProxy - every request comes from the proxy then, which may well be on this machine
 * @param names - by which this server is known, in small letters. One may lead to loopback, as a host's own name often
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
