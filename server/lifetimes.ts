/** How long authenticated connections last: to the end of their session or token, and not a second longer. */

import type { Closable } from '@websocket-auth-lab/gate';
import { closes } from '../protocol/outcomes.ts';
import type { Identity } from './auth/verifier.ts';

/** Longest delay of a Node timer: a longer one would fire at once. */
const MAX_TIMER_MS = 2_147_483_647;

/** One connection's claim to stay. */
export interface Lifetime {
  /** The identity as it is now. */
  identity(): Identity;
  /** Goes on with what a renewed credential says. */
  renew(identity: Identity): void;
  /** The connection is gone. */
  end(): void;
}

export interface Lifetimes {
  /** Starts to watch a connection: it is closed when its identity expires, or its session ends. */
  begin(identity: Identity, connection: Closable): Lifetime;
  /** The sessions that have connections. */
  sessions(): readonly string[];
  /** Closes every connection of a session, and no other. */
  endSession(sessionId: string): void;
}

/** @param now - milliseconds since 1970 */
export function createLifetimes(now: () => number = Date.now): Lifetimes {
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
      const arm = ({ expiresAt }: Identity) => {
        clearTimeout(timer);
        if (expiresAt === undefined) return;
        const left = Math.min(Math.max(0, expiresAt - now()), MAX_TIMER_MS);
        timer = setTimeout(() => connection.close(closes.expired), left);
      };
      join(connection, identity.sessionId);
      arm(identity);
      return {
        identity: () => current,
        renew(renewed) {
          // The answer about a new token may come after the client has left.
          if (ended) return;
          leave(connection, current.sessionId);
          join(connection, renewed.sessionId);
          arm(renewed);
          current = renewed;
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
