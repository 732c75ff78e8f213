import type { IncomingMessage } from 'node:http';
import { sameSecret } from '@websocket-auth-lab/gate/same-secret';
import { isLoopback } from '../hosts.ts';

/**
 * Who may read this server's figures: this machine, and whoever has the token.
 *
 * @param token - wanted as `Authorization: Bearer …`; without it only this machine may ask
 * @param behindProxy - every request comes from the proxy then, which may well be on this machine
 */
export function operatorsOnly({
  token,
  behindProxy,
}: {
  token: string | undefined;
  behindProxy: boolean;
}): (request: IncomingMessage) => boolean {
  const isLocal = ({ socket }: IncomingMessage) => !behindProxy && isLoopback(socket.remoteAddress ?? '');
  const hasToken = ({ headers }: IncomingMessage) =>
    token !== undefined && sameSecret(headers.authorization ?? '', `Bearer ${token}`);
  return (request) => isLocal(request) || hasToken(request);
}
