import type { Services } from '../../server/connection/connection.ts';
import { channelsEndpoint } from '../../server/lab/channels.ts';
import { startChannels } from '../../server/sessions/channels.ts';
import type { Endpoint } from '../../server/upgrade/router.ts';
import { createTwinBroker } from './support/channel-broker.ts';

/** How long somebody whose line broke may take to come back, in milliseconds, without being missed. */
const GRACE_MS = 120_000;

/** WRONG: everybody who is gone stays present for a while, in case they come back: even those who were thrown out. */
export function ghostPresence(services: Services): Endpoint {
  const start: typeof startChannels = (connection, lifetime, channels, client, gate) =>
    startChannels(connection, lifetime, channels, client, {
      send: (message) => gate.send(message),
      close: (closing) => gate.close(closing),
      signal: later(gate.signal),
    });
  return channelsEndpoint(createTwinBroker(services), services, start);
}

function later(signal: AbortSignal): AbortSignal {
  const ending = new AbortController();
  const leave = () => ending.abort();
  signal.addEventListener('abort', () => setTimeout(leave, GRACE_MS).unref(), { once: true });
  return ending.signal;
}
