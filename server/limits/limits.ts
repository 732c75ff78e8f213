/** All limits of one lab, from its options. */
import type { IncomingMessage } from 'node:http';
import type { Options } from '../options.ts';
import { type AuthFailures, createAuthFailures } from './auth-failures.ts';
import { addressKey, clientAddress } from './client-address.ts';
import { createSeats, type Seats } from './connections.ts';
import { createHeartbeat } from './heartbeat.ts';
import type { TrafficLimits } from './traffic.ts';

export interface Limits {
  /** The key under which a client is counted. */
  addressOf(request: IncomingMessage): string;
  readonly failures: AuthFailures;
  readonly seats: Seats;
  readonly traffic: TrafficLimits;
}

export function createLimits(options: Options): Limits {
  return {
    addressOf: (request) => addressKey(clientAddress(request, options.trustProxy)),
    failures: createAuthFailures(options.authFailuresPerMinute),
    seats: createSeats({
      perAddress: options.maxConnectionsPerAddress,
      inAll: options.maxConnections,
      unauthenticated: options.maxUnauthenticated,
    }),
    traffic: {
      messageRate: options.messageRate,
      maxBacklogBytes: options.maxBacklogBytes,
      heartbeat: createHeartbeat(options.heartbeatMs),
    },
  };
}
