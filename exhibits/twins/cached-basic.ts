import type { Services } from '../../server/connection/connection.ts';
import { createEndpoint } from '../../server/lab/endpoint.ts';
import { basic } from '../../server/methods/basic.ts';
import type { Endpoint } from '../../server/upgrade/router.ts';

/** WRONG: it takes the password the browser adds by itself, and does not look at the page it comes from. */
export function cachedBasic(services: Services): Endpoint {
  return createEndpoint('basic', { ...basic, ambient: false }, services);
}

/** The same with the fix: the exact Origin is asked for first. */
export function cachedBasicFixed(services: Services): Endpoint {
  return createEndpoint('basic', basic, services);
}
