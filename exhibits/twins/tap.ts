import type { Services } from '../../server/connection/connection.ts';
import { createEndpoint } from '../../server/lab/endpoint.ts';
import { firstMessage } from '../../server/methods/first-message.ts';
import type { Endpoint } from '../../server/upgrade/router.ts';

/** WRONG: it is reached without TLS, so whoever is on the line reads along, and changes what they like. */
export function tap(services: Services): Endpoint {
  return createEndpoint('first-message', firstMessage, { ...services, tls: false });
}
