import { capabilityFor } from '../../protocol/capabilities.ts';
import type { Services } from '../../server/connection/connection.ts';
import { channelsEndpoint } from '../../server/lab/channels.ts';
import { type Channels, startChannels } from '../../server/sessions/channels.ts';
import type { Endpoint } from '../../server/upgrade/router.ts';
import { createTwinBroker } from './support/channel-broker.ts';

/** WRONG: it looks whether a name begins like the one that is allowed, and so `room:1` opens `room:10`. */
function covers(scope: string, wanted: string): boolean {
  return wanted.startsWith(scope.replace('*', ''));
}

const allows: Channels['allows'] = (scopes, operation, channel) =>
  scopes.some((scope) => covers(scope, capabilityFor(operation, channel)));

export function beyondCapability(services: Services): Endpoint {
  const start: typeof startChannels = (connection, lifetime, channels, client, gate) =>
    startChannels(connection, lifetime, { ...channels, allows }, client, gate);
  return channelsEndpoint(createTwinBroker(services), services, start);
}
