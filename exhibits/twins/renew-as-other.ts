import type { Services } from '../../server/connection/connection.ts';
import { createEndpoint } from '../../server/lab/endpoint.ts';
import { tokenRefresh } from '../../server/methods/token-refresh.ts';
import type { Endpoint } from '../../server/upgrade/router.ts';
import { changing } from './support/verifiers.ts';

/** WRONG: it asks whether a token is good, not whose it is, so that any good one renews any connection. */
export function renewAsOther(services: Services): Endpoint {
  const verifier = changing(services.verifier, (identity) => ({ ...identity, user: 'somebody' }));
  return createEndpoint('token-refresh', tokenRefresh, { ...services, verifier });
}
