/** Tickets: good for one connection, by one method, of one session, for half a minute. Kept as hashes. */
import type { MethodId } from '../../protocol/methods.ts';
import type { Clock } from '../basics/clock.ts';
import { hashOf, isSecret, newSecret } from './secrets.ts';
import type { Session, Sessions } from './sessions.ts';
import type { Store } from './stores/store.ts';
import type { Verifier } from './verifier.ts';

export const ticketLimits = {
  lifetimeMs: 30_000,
  /** Unused tickets of one session. */
  perSession: 8,
} as const;

/** What is kept of a ticket, under its hash. */
export interface TicketRecord {
  readonly method: MethodId;
  readonly sessionId: string;
}

export type Issued =
  | { readonly ok: true; readonly ticket: string }
  /** Too many are unused; the first of them expires in so many milliseconds. */
  | { readonly ok: false; readonly waitMs: number };

export interface Tickets {
  issue(session: Session, method: MethodId): Promise<Issued>;
  /**
   * Knows tickets, and takes whichever it is asked about: one that is shown in the wrong place has leaked, and is
   * good for nothing afterwards.
   */
  readonly verifier: Verifier;
}

export function createTickets(settings: {
  store: Store<TicketRecord>;
  sessions: Pick<Sessions, 'get'>;
  now: Clock;
}): Tickets {
  const { store, sessions, now } = settings;
  return {
    async issue(session, method) {
      const ticket = newSecret();
      const oldest = await store.put(
        hashOf(ticket),
        { method, sessionId: session.id },
        { expiresAt: now() + ticketLimits.lifetimeMs, owner: session.id, limit: ticketLimits.perSession },
      );
      return oldest ? { ok: false, waitMs: oldest.expiresAt - now() } : { ok: true, ticket };
    },
    verifier: {
      async verify(credential, { method }) {
        if (!isSecret(credential)) return undefined;
        const ticket = await store.take(hashOf(credential));
        if (ticket?.method !== method) return undefined;
        // Who signed out meanwhile left no key behind.
        const session = await sessions.get(ticket.sessionId);
        if (!session) return undefined;
        const { id, user, expiresAt } = session;
        return { user: user.name, permissions: user.permissions, sessionId: id, expiresAt };
      },
    },
  };
}
