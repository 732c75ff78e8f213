import { randomUUID } from 'node:crypto';
import type { Services } from '../../server/connection/connection.ts';
import { channelsEndpoint } from '../../server/lab/channels.ts';
import type { Endpoint } from '../../server/upgrade/router.ts';
import { createTwinBroker } from './support/channel-broker.ts';

/** WRONG: it gives every message an id of its own, so it cannot tell that it has had one before. */
export function publishReplay(services: Services): Endpoint {
  const broker = createTwinBroker(services);
  return channelsEndpoint(
    {
      ...broker,
      publish: (channel, message) => broker.publish(channel, { ...message, id: randomUUID().slice(0, 8) }),
    },
    services,
  );
}
