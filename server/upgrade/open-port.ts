/** Opens and closes a port with its doors, HTTP and WebSockets, for the lab, the exhibits and the auth server. */
import type { Server } from 'node:http';
import { setTimeout as pause } from 'node:timers/promises';
import { type Closable, gateDefaults } from '@websocket-auth-lab/gate';
import { closes } from '../../protocol/outcomes.ts';
import { createUnderWay } from '../basics/under-way.ts';
import type { Seats } from '../limits/seats.ts';
import { type DoorCounts, openDoors } from '../net/doors.ts';
import { type RouterOptions, routeUpgrades } from './router.ts';

/** Most fragments of one message: each costs the receiver more than it costs the sender. */
const MAX_FRAGMENTS = 128;

/** Milliseconds from the close frames to the end of connections that do not answer them. */
const CUT_OFF_MS = gateDefaults.closeGraceMs + 500;

export interface PortSettings {
  readonly host: string;
  /** 0 means any free port. */
  readonly port: number;
  readonly tls: boolean;
  /** Counts every client that is turned away at the door. */
  readonly counts?: DoorCounts;
  /** The seats of TCP connections; without them there is no limit. */
  readonly doorSeats?: Pick<Seats, 'take'>;
  /** How upgrades are answered; without it every request is plain HTTP. */
  readonly upgrades?: Omit<RouterOptions, 'arrivals' | 'maxFragments' | 'closeTimeoutMs'>;
  /** The open WebSockets, which are closed with the port. */
  readonly connections?: Iterable<Closable>;
}

export interface OpenPort {
  readonly port: number;
  /**
   * Accepts no more connections, and goes on serving those that are open.
   *
   * @returns once everybody who was accepted has made a request, and has had its answer if that was an upgrade; but
   *   after `lateMs` milliseconds at most
   */
  stopListening(lateMs: number): Promise<void>;
  /** Accepts no more connections, closes every WebSocket with 1001, and cuts off clients that do not answer. */
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
  const arrivals = createUnderWay();
  const drain =
    upgrades &&
    routeUpgrades(server, {
      ...upgrades,
      arrivals,
      maxFragments: MAX_FRAGMENTS,
      closeTimeoutMs: gateDefaults.closeGraceMs,
    });
  const doors = await openDoors(server, where, counts, doorSeats, arrivals);
  return {
    port: doors.port,
    async stopListening(lateMs) {
      await doors.stopListening();
      const inTime = new AbortController();
      const late = pause(lateMs, undefined, { signal: inTime.signal }).catch(() => {});
      await Promise.race([arrivals.over(), late]);
      inTime.abort();
    },
    async close() {
      drain?.();
      for (const connection of connections) connection.close(closes.shuttingDown);
      await doors.close(CUT_OFF_MS);
    },
  };
}
