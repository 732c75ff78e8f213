/** Makes all limits of one lab from its options. */
import type { IncomingMessage } from 'node:http';
import type { TrafficLimits } from '../connection/traffic.ts';
import type { AuthFailures } from '../limits/auth-failures.ts';
import { createHeartbeat } from '../limits/heartbeat.ts';
import { createSeats, type Seats } from '../limits/seats.ts';
import { addressKey, clientAddress } from '../net/client-address.ts';
import type { Options } from '../options/options.ts';
import type { Shared } from './shared.ts';

export interface Limits {
  /** The key under which a client is counted. */
  addressOf(request: IncomingMessage): string;
  readonly failures: AuthFailures;
  readonly seats: Seats;
  /** Seats of TCP connections, whatever they are for. */
  readonly doorSeats: Pick<Seats, 'take'>;
  readonly traffic: TrafficLimits;
}

/** TCP connections beyond the seats of WebSockets: pages need some, and so does a client that is refused a seat. */
const ROOM = { perAddress: 100, inAll: 1000 } as const;

export function createLimits(options: Options, shared: Shared): Limits {
  return {
    addressOf: (request) => addressKey(clientAddress(request, options.trustProxy)),
    failures: shared.createFailures(options.authFailuresPerMinute),
    seats: createSeats({
      perAddress: options.maxConnectionsPerAddress,
      inAll: options.maxConnections,
      waiting: options.maxUnauthenticated,
    }),
    doorSeats: createSeats({
      // A proxy brings the connections of all its clients from one address.
      perAddress: options.trustProxy > 0 ? 0 : beyond(options.maxConnectionsPerAddress, ROOM.perAddress),
      inAll: beyond(options.maxConnections, ROOM.inAll),
      waiting: 0,
    }),
    traffic: {
      messageRate: options.messageRate,
      maxBacklogBytes: options.maxBacklogBytes,
      heartbeat: createHeartbeat(options.heartbeatMs),
    },
  };
}

/** A limit with some room above it; 0 still means no limit. */
function beyond(limit: number, room: number): number {
  return limit === 0 ? 0 : limit + room;
}
