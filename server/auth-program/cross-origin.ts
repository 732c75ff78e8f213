import type { RequestHandler } from 'express';
import { CSRF_HEADER } from '../../protocol/auth.ts';

/** Seconds for which a browser may remember the answer to a preflight request. */
const PREFLIGHT_SECONDS = 600;

/**
 * Lets pages of other origins use the auth server with its cookie (CORS, Fetch standard, section 3.2).
 *
 * Origins are compared whole. `*` is not allowed with credentials, and a server that allows every origin that asks, or
 * compares only how an origin begins or ends, lets a stranger's page read the CSRF token.
 */
export function allowOrigins(origins: readonly string[]): RequestHandler {
  const allowed = new Set(origins);
  return (request, response, next) => {
    response.vary('Origin');
    const { origin } = request.headers;
    if (origin === undefined || !allowed.has(origin)) return next();
    response.set({
      'Access-Control-Allow-Origin': origin,
      'Access-Control-Allow-Credentials': 'true',
      'Access-Control-Expose-Headers': 'Retry-After',
    });
    if (request.method !== 'OPTIONS') return next();
    response.set({
      'Access-Control-Allow-Methods': 'GET, POST, DELETE',
      'Access-Control-Allow-Headers': `Content-Type, ${CSRF_HEADER}`,
      'Access-Control-Max-Age': `${PREFLIGHT_SECONDS}`,
    });
    response.status(204).end();
  };
}
