/** How long authenticated connections last: until their login session or token ends, and not a second longer. */

import type { Closable } from '@websocket-auth-lab/gate';
import { closes } from '../../protocol/outcomes.ts';
import type { Identity } from '../auth/verifier.ts';
import { type Clock, createClock } from '../basics/clock.ts';
import type { Revocation } from '../bus/revocations.ts';
import { keysOfIdentity, keysOfRevocation } from '../providers/revoked.ts';

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
  /** Closes every connection whose token an identity provider has called back. */
  endRevoked(revocation: Revocation): void;
}

/** Whole seconds until an identity expires; 0 if it has expired, or does not expire. */
export function secondsLeft({ expiresAt = 0 }: Identity, now: number): number {
  return Math.max(0, Math.floor((expiresAt - now) / 1000));
}

/** A connection, and whose it is. */
interface Member {
  readonly connection: Closable;
  identity(): Identity;
}

/** @param isRevoked - whether the token behind an identity was called back */
export function createLifetimes(
  now: Clock = createClock(),
  isRevoked: (identity: Identity) => boolean = () => false,
): Lifetimes {
  const bySession = createGroups();
  const byProvider = createGroups();

  const join = (member: Member, { sessionId, user, provider }: Identity) => {
    if (sessionId !== undefined) bySession.join(sessionId, member);
    for (const key of provider ? keysOfIdentity(user, provider) : []) byProvider.join(key, member);
  };
  const leave = (member: Member, { sessionId, user, provider }: Identity) => {
    if (sessionId !== undefined) bySession.leave(sessionId, member);
    for (const key of provider ? keysOfIdentity(user, provider) : []) byProvider.leave(key, member);
  };
  // Asked when a connection has joined its groups, so that no revocation falls between the check of its token and that.
  const endIfRevoked = ({ connection, identity }: Member) => {
    if (isRevoked(identity())) connection.close(closes.sessionEnded);
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
      const member: Member = { connection, identity: () => current };
      join(member, identity);
      watch();
      endIfRevoked(member);
      return {
        identity: () => current,
        lasts,
        renew(renewed) {
          // The answer about a new token may come after the client has left.
          if (ended) return;
          leave(member, current);
          join(member, renewed);
          current = renewed;
          watch();
          endIfRevoked(member);
        },
        end() {
          ended = true;
          clearTimeout(timer);
          leave(member, current);
        },
      };
    },
    sessions: bySession.keys,
    endSession(sessionId) {
      for (const { connection } of bySession.of(sessionId)) connection.close(closes.sessionEnded);
    },
    endRevoked(revocation) {
      for (const key of keysOfRevocation(revocation)) {
        for (const member of byProvider.of(key)) endIfRevoked(member);
      }
    },
  };
}

interface Groups {
  join(key: string, member: Member): void;
  leave(key: string, member: Member): void;
  of(key: string): Iterable<Member>;
  keys(): string[];
}

function createGroups(): Groups {
  const groups = new Map<string, Set<Member>>();
  return {
    join(key, member) {
      const members = groups.get(key) ?? new Set();
      groups.set(key, members.add(member));
    },
    leave(key, member) {
      const members = groups.get(key);
      members?.delete(member);
      if (members?.size === 0) groups.delete(key);
    },
    of: (key) => groups.get(key) ?? [],
    keys: () => [...groups.keys()],
  };
}
