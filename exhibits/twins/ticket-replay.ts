import { createHash } from 'node:crypto';
import type { Verdict, Verifier } from '../../server/auth/verifier.ts';
import type { Services } from '../../server/connection/connection.ts';
import { createEndpoint } from '../../server/lab/endpoint.ts';
import { queryTicket } from '../../server/methods/query-ticket.ts';
import type { Endpoint } from '../../server/upgrade/router.ts';
import { type AccessLog, logged } from './support/access-log.ts';

/** Tickets that are remembered; the oldest is forgotten first. */
const MAX_TICKETS = 100;

/** WRONG: it looks at a ticket and leaves it where it is, so that a copy works as well. */
export function ticketReplay(services: Services, log: AccessLog): Endpoint {
  return logged(
    createEndpoint('query-ticket', queryTicket, { ...services, verifier: notTaking(services.verifier) }),
    log,
  );
}

/** The auth server takes a ticket with the first question; this one asks once and goes on giving the answer. */
function notTaking(verifier: Verifier): Verifier {
  const known = new Map<string, Promise<Verdict>>();
  return {
    verify(ticket, question) {
      const key = createHash('sha256').update(ticket).digest('base64url');
      const answer = known.get(key) ?? verifier.verify(ticket, question);
      known.set(key, answer);
      // A question that had no answer is asked again.
      answer.catch(() => known.delete(key));
      const [oldest] = known.keys();
      if (known.size > MAX_TICKETS && oldest !== undefined) known.delete(oldest);
      return answer;
    },
  };
}
