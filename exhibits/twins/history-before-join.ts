import { allows } from '../../protocol/capabilities.ts';
import type { Services } from '../../server/connection/connection.ts';
import { channelsEndpoint } from '../../server/lab/channels.ts';
import { type Channels, startChannels } from '../../server/sessions/channels.ts';
import type { Endpoint } from '../../server/upgrade/router.ts';
import { createTwinBroker } from './support/channel-broker.ts';

/** WRONG: whoever may subscribe from now on may read what was said before, too. */
const allowsAll: Channels['allows'] = (scopes, operation, channel) => {
  const asked = operation === 'history' ? 'subscribe' : operation;
  return allows(scopes, asked, channel);
};

export function historyBeforeJoin(services: Services): Endpoint {
  const start: typeof startChannels = (connection, lifetime, channels, client, gate) =>
    startChannels(connection, lifetime, { ...channels, allows: allowsAll }, client, gate);
  return channelsEndpoint(createTwinBroker(services), services, start);
}
