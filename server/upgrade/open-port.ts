/** A port from its opening to its end: doors, HTTP and WebSockets. Lab, exhibits and auth server open theirs here. */
import type { Server } from 'node:http';
import { type Closable, gateDefaults } from '@websocket-auth-lab/gate';
import { closes } from '../../protocol/outcomes.ts';
import type { Seats } from '../limits/seats.ts';
import { type DoorCounts, openDoors } from '../net/doors.ts';
import { type RouterOptions, routeUpgrades } from './router.ts';

/** Fragments of one message: each costs the receiver more than it costs the sender. */
const MAX_FRAGMENTS = 128;

/** Milliseconds from the last word to the end of whoever does not answer it. */
const CUT_OFF_MS = gateDefaults.closeGraceMs + 500;

export interface PortSettings {
  readonly host: string;
  /** 0 is any free one. */
  readonly port: number;
  readonly tls: boolean;
  /** Told of everybody who is turned away at the door. */
  readonly counts?: DoorCounts;
  /** How many TCP connections there may be. */
  readonly doorSeats?: Pick<Seats, 'take'>;
  /** Without them every request is plain HTTP. */
  readonly upgrades?: Omit<RouterOptions, 'maxFragments' | 'closeTimeoutMs'>;
  /** The connections that have their 101, to be ended with the port. */
  readonly connections?: Iterable<Closable>;
}

export interface OpenPort {
  readonly port: number;
  /** Lets nobody in any more, says 1001 to every connection, and cuts off who does not answer. */
  close(): Promise<void>;
}

/**
 * @param server - an HTTP or HTTPS server that does not listen
 * @throws the error of `net`, such as EADDRINUSE, with nothing left bound
 */
export async function openPort(
  server: Server,
  { upgrades, connections = [], counts, doorSeats, ...where }: PortSettings,
): Promise<OpenPort> {
  const drain =
    upgrades &&
    routeUpgrades(server, {
      ...upgrades,
      maxFragments: MAX_FRAGMENTS,
      closeTimeoutMs: gateDefaults.closeGraceMs,
    });
  const doors = await openDoors(server, where, counts, doorSeats);
  return {
    port: doors.port,
    async close() {
      drain?.();
      for (const connection of connections) connection.close(closes.shuttingDown);
      await doors.close(CUT_OFF_MS);
    },
  };
}
