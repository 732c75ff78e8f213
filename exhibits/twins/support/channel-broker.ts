import { type Broker, createBroker } from '../../../server/channels/broker.ts';
import { memoryEngine } from '../../../server/channels/memory.ts';
import type { Services } from '../../../server/connection/connection.ts';

/** Channels of a twin's own, in memory: nothing that is said here is heard on the real server. */
export function createTwinBroker({ now }: Services): Broker {
  return createBroker(memoryEngine({ messages: 1000, seconds: 300 }, now));
}
