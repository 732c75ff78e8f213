/** How long authenticated connections last: until their login session or token ends, and not a second longer. */

import type { Closable } from '@websocket-auth-lab/gate';
import { closes } from '../../protocol/outcomes.ts';
import type { Identity } from '../auth/verifier.ts';
import { type Clock, createClock } from '../basics/clock.ts';

/**
 * Longest time between two looks at a connection, in milliseconds. One timer until the expiry is not enough: it does
 * not notice that the machine slept or that its clock was set, and cannot be longer than 24.8 days.
 */
const LOOK_AGAIN_MS = 60_000;

/** How long one connection may stay open. */
export interface Lifetime {
  /** The identity, as of the last renewal. */
  identity(): Identity;
  /** Whether the connection may go on; if not, this closes it. Asked with every message. */
  lasts(): boolean;
  /** Replaces the identity by that of a renewed credential. */
  renew(identity: Identity): void;
  /** The connection is gone. */
  end(): void;
}

export interface Lifetimes {
  /** Starts to watch a connection, and closes it when its identity expires or its login session ends. */
  begin(identity: Identity, connection: Closable): Lifetime;
  /** The ids of the login sessions that have connections. */
  sessions(): readonly string[];
  /** Closes every connection of a login session. */
  endSession(sessionId: string): void;
}

/** Whole seconds until an identity expires; 0 if it has expired, or does not expire. */
export function secondsLeft({ expiresAt = 0 }: Identity, now: number): number {
  return Math.max(0, Math.floor((expiresAt - now) / 1000));
}

export function createLifetimes(now: Clock = createClock()): Lifetimes {
  const bySession = new Map<string, Set<Closable>>();

  const join = (connection: Closable, sessionId: string | undefined) => {
    if (sessionId === undefined) return;
    const members = bySession.get(sessionId) ?? new Set();
    bySession.set(sessionId, members.add(connection));
  };
  const leave = (connection: Closable, sessionId: string | undefined) => {
    if (sessionId === undefined) return;
    const members = bySession.get(sessionId);
    members?.delete(connection);
    if (members?.size === 0) bySession.delete(sessionId);
  };

  return {
    begin(identity, connection) {
      let current = identity;
      let ended = false;
      let timer: ReturnType<typeof setTimeout> | undefined;
      const lasts = () => {
        if (current.expiresAt === undefined || now() < current.expiresAt) return true;
        connection.close(closes.expired);
        return false;
      };
      const watch = () => {
        clearTimeout(timer);
        if (current.expiresAt === undefined) return;
        const left = Math.max(0, current.expiresAt - now());
        timer = setTimeout(() => lasts() && watch(), Math.min(left, LOOK_AGAIN_MS));
      };
      join(connection, identity.sessionId);
      watch();
      return {
        identity: () => current,
        lasts,
        renew(renewed) {
          // The answer about a new token may come after the client has left.
          if (ended) return;
          leave(connection, current.sessionId);
          join(connection, renewed.sessionId);
          current = renewed;
          watch();
        },
        end() {
          ended = true;
          clearTimeout(timer);
          leave(connection, current.sessionId);
        },
      };
    },
    sessions: () => [...bySession.keys()],
    endSession(sessionId) {
      for (const connection of bySession.get(sessionId) ?? []) connection.close(closes.sessionEnded);
    },
  };
}
