/**
 * Tickets that need no store to be read: each says itself whose it is, until when it is good, and which one it is. They
 * are signed with a key that every node has.
 */
import { sameSecret } from '@websocket-auth-lab/gate/same-secret';
import { alice } from '../../../server/auth/accounts/users.ts';
import { derived, newSecret } from '../../../server/auth/secrets.ts';
import { ticketLimits } from '../../../server/auth/tokens/tickets.ts';
import type { Identity } from '../../../server/auth/verifier.ts';
import type { Clock } from '../../../server/basics/clock.ts';

/** What a ticket says. */
export interface SignedTicket {
  readonly id: string;
  readonly identity: Identity;
  readonly expiresAt: number;
}

export interface SignedTickets {
  /** A new ticket of alice's, as in `alice.1764150000000.<id>.<signature>`. */
  issue(): string;
  /** Reads a ticket with the right signature whose time is not over. */
  read(ticket: string): SignedTicket | undefined;
}

export function createSignedTickets(now: Clock): SignedTickets {
  const key = newSecret();
  const signatureOf = (said: string) => derived(key, said);
  return {
    issue() {
      const said = `${alice.name}.${Math.floor(now() + ticketLimits.lifetimeMs)}.${newSecret()}`;
      return `${said}.${signatureOf(said)}`;
    },
    read(ticket) {
      const end = ticket.lastIndexOf('.');
      const said = ticket.slice(0, Math.max(0, end));
      if (!sameSecret(ticket.slice(end + 1), signatureOf(said))) return undefined;
      // Whatever is signed was written above.
      const [user = '', until, id = ''] = said.split('.');
      const expiresAt = Number(until);
      if (expiresAt <= now()) return undefined;
      return { id, identity: { user, permissions: alice.permissions }, expiresAt };
    },
  };
}
