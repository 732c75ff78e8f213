import type { Services } from '../../server/connection/connection.ts';
import { createEndpoint } from '../../server/lab/endpoint.ts';
import { firstMessage } from '../../server/methods/first-message.ts';
import type { Endpoint } from '../../server/upgrade/router.ts';

/** WRONG: there is no deadline, so whoever connects and says nothing stays. */
export function silentHoard(services: Services): Endpoint {
  return createEndpoint('first-message', firstMessage, { ...services, deadlineMs: 0 });
}
