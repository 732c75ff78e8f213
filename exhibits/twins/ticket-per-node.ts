import { twinNodes } from '../../protocol/exhibits.ts';
import { newSecret } from '../../server/auth/secrets.ts';
import { memoryStore } from '../../server/auth/stores/memory.ts';
import type { Store } from '../../server/auth/stores/store.ts';
import type { Verifier } from '../../server/auth/verifier.ts';
import type { Services } from '../../server/connection/connection.ts';
import { createEndpoint } from '../../server/lab/endpoint.ts';
import { queryTicket } from '../../server/methods/query-ticket.ts';
import type { Endpoint } from '../../server/upgrade/router.ts';
import type { SignedTickets } from './support/signed-tickets.ts';

/** WRONG: each node remembers used tickets in a store of its own, so each lets the same ticket in once. */
export function ticketPerNode(services: Services, tickets: SignedTickets): Endpoint[] {
  return twinNodes.map(() => createNode(services, tickets, memoryStore(services.now)));
}

/** The same with the fix: one store, whose answer holds for all nodes. Where nodes are processes, it is Redis. */
export function ticketPerNodeFixed(services: Services, tickets: SignedTickets): Endpoint[] {
  const shared = memoryStore<true>(services.now);
  return twinNodes.map(() => createNode(services, tickets, shared));
}

/** @param used - the tickets that were let in, here or on any node that has the same store */
function createNode(services: Services, tickets: SignedTickets, used: Store<true>): Endpoint {
  const verifier: Verifier = {
    async verify(credential) {
      const ticket = tickets.read(credential);
      if (!ticket) return undefined;
      const { id, identity, expiresAt } = ticket;
      // A store keeps no second value of an owner who may have one only: of many that show a ticket at once, one wins.
      const before = await used.put(newSecret(), true, { expiresAt, owner: id, limit: 1 });
      return before ? undefined : identity;
    },
  };
  return createEndpoint('query-ticket', queryTicket, { ...services, verifier });
}
