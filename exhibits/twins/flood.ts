import type { Services } from '../../server/connection/connection.ts';
import { createEndpoint } from '../../server/lab/endpoint.ts';
import { firstMessage } from '../../server/methods/first-message.ts';
import type { Endpoint } from '../../server/upgrade/router.ts';

// Nor are sockets counted per address: see the seats in exhibits.ts.
/** WRONG: it takes as many messages as are sent, and who comes first may take every seat there is. */
export function flood(services: Services): Endpoint {
  return createEndpoint('first-message', firstMessage, {
    ...services,
    trafficLimits: { ...services.trafficLimits, messageRate: 0 },
  });
}
