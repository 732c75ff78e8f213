import type { Services } from '../../server/connection/connection.ts';
import { createEndpoint } from '../../server/lab/endpoint.ts';
import { queryTicket } from '../../server/methods/query-ticket.ts';
import { queryToken } from '../../server/methods/query-token.ts';
import type { Endpoint } from '../../server/upgrade/router.ts';
import { type AccessLog, logged } from './support/access-log.ts';

/** WRONG: a token that stays valid stands in the URL, and the access log keeps the URL in full. */
export function logReplay(services: Services, log: AccessLog): Endpoint {
  return logged(createEndpoint('query-token', queryToken, services), log);
}

/** The same log with the fix: what stands in the URL is a ticket, and used up by the time it is logged. */
export function logReplayFixed(services: Services, log: AccessLog): Endpoint {
  return logged(createEndpoint('query-ticket', queryTicket, services), log);
}
