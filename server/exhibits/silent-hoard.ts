import type { Services } from '../connection.ts';
import { createEndpoint } from '../endpoint.ts';
import { firstMessage } from '../methods/first-message.ts';
import type { Endpoint } from '../upgrade/router.ts';

/** WRONG: there is no deadline, so whoever connects and says nothing stays. */
export function silentHoard(services: Services): Endpoint {
  return createEndpoint('first-message', firstMessage, { ...services, deadlineMs: 0 });
}
