import type { Services } from '../connection.ts';
import { createEndpoint } from '../endpoint.ts';
import { firstMessage } from '../methods/first-message.ts';
import type { Endpoint } from '../upgrade/router.ts';

/** WRONG: it is reached without TLS, so whoever is on the line reads along, and changes what he likes. */
export function tap(services: Services): Endpoint {
  return createEndpoint('first-message', firstMessage, { ...services, tls: false });
}
