import type { IncomingMessage } from 'node:http';
import type { RequestHandler } from 'express';
import type { Metrics } from '../observe/metrics.ts';

/** `GET /metrics`. Those who may not read it get 404. */
export function metricsRoute(
  metrics: Pick<Metrics, 'text' | 'contentType'>,
  mayRead: (request: IncomingMessage) => boolean,
): RequestHandler {
  return async (request, response, next) => {
    if (!mayRead(request)) return next();
    response.set({ 'Content-Type': metrics.contentType, 'Cache-Control': 'no-store' });
    response.send(await metrics.text());
  };
}
