/** Tickets: each is good for one connection, by one method, of one session, within half a minute. Stored as hashes. */
import { isMethodId, type MethodId } from '../../../protocol/methods.ts';
import type { Clock } from '../../basics/clock.ts';
import type { Session, Sessions } from '../accounts/sessions.ts';
import { hashOf, isSecret, newSecret } from '../secrets.ts';
import type { Store } from '../stores/store.ts';
import type { Verifier } from '../verifier.ts';

export const ticketLimits = {
  lifetimeMs: 30_000,
  /** Most unused tickets of one session. */
  perSession: 8,
} as const;

/** What is stored for a ticket, under its hash. */
export interface TicketRecord {
  readonly method: MethodId;
  readonly sessionId: string;
}

/** Reads what a store kept for a ticket. */
export function parseTicketRecord(value: unknown): TicketRecord | undefined {
  if (typeof value !== 'object' || value === null) return undefined;
  const { method, sessionId }: Readonly<Record<string, unknown>> = { ...value };
  const isRecord = typeof method === 'string' && isMethodId(method) && typeof sessionId === 'string';
  return isRecord ? { method, sessionId } : undefined;
}

export type Issued =
  | { readonly ok: true; readonly ticket: string }
  /** The session has too many unused tickets. The first of them expires in `waitMs`. */
  | { readonly ok: false; readonly waitMs: number };

export interface Tickets {
  issue(session: Session, method: MethodId): Promise<Issued>;
  /**
   * Accepts tickets, and uses up every ticket it is asked about: one that is shown to the wrong method has leaked.
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
        if (ticket?.value.method !== method) return undefined;
        // Signing out makes the session's tickets invalid.
        const session = await sessions.get(ticket.value.sessionId);
        if (!session) return undefined;
        const { id, user, expiresAt } = session;
        return { user: user.name, permissions: user.permissions, sessionId: id, expiresAt };
      },
    },
  };
}
