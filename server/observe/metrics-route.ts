import type { IncomingMessage } from 'node:http';
import type { RequestHandler } from 'express';
import { sameSecret } from '../gate/same-secret.ts';
import { isLoopback } from '../hosts.ts';
import type { Metrics } from './metrics.ts';

/**
 * `GET /metrics`: for this machine, and for whoever has the token. To anybody else there is no such page.
 *
 * @param token - wanted as `Authorization: Bearer …`; without it only this machine may ask
 * @param behindProxy - every request comes from the proxy then, which may well be on this machine
 */
export function metricsRoute(
  metrics: Pick<Metrics, 'text' | 'contentType'>,
  { token, behindProxy }: { token: string | undefined; behindProxy: boolean },
): RequestHandler {
  const isLocal = ({ socket }: IncomingMessage) => !behindProxy && isLoopback(socket.remoteAddress ?? '');
  const hasToken = ({ headers }: IncomingMessage) =>
    token !== undefined && sameSecret(headers.authorization ?? '', `Bearer ${token}`);

  return async (request, response, next) => {
    if (!isLocal(request) && !hasToken(request)) return next();
    response.set({ 'Content-Type': metrics.contentType, 'Cache-Control': 'no-store' });
    response.send(await metrics.text());
  };
}
