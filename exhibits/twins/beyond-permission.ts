import type { Services } from '../../server/connection/connection.ts';
import { createEndpoint } from '../../server/lab/endpoint.ts';
import { tokenRefresh } from '../../server/methods/token-refresh.ts';
import type { Endpoint } from '../../server/upgrade/router.ts';
import { changing } from './support/verifiers.ts';

const everything = ['echo', 'shout', 'admin'];

/** WRONG: it asks who somebody is, and then lets everybody do everything. */
export function beyondPermission(services: Services): Endpoint {
  const verifier = changing(services.verifier, (identity) => ({ ...identity, permissions: everything }));
  return createEndpoint('token-refresh', tokenRefresh, { ...services, verifier });
}
