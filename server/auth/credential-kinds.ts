import { type MethodId, methodIds } from '../../protocol/methods.ts';

/** A long-lived token, known beforehand; or a ticket, fetched for one connection. */
export type CredentialKind = 'token' | 'ticket';

/**
 * What each method takes of them. A ticket may stand for a token in a message or header, but not the other way
 * round: `query-ticket` is worth nothing if a long-lived token in the URL passes too.
 */
const kinds: Readonly<Record<MethodId, readonly CredentialKind[]>> = {
  'first-message': ['token', 'ticket'],
  'authenticate-message': ['token', 'ticket'],
  'query-token': ['token'],
  'query-ticket': ['ticket'],
  cookie: [],
  subprotocol: ['token', 'ticket'],
  basic: [],
  'bearer-header': ['token', 'ticket'],
  'client-certificate': [],
  'token-refresh': [],
};

/** Whether a method takes this kind of credential. */
export function takes(method: MethodId, kind: CredentialKind): boolean {
  return kinds[method].includes(kind);
}

/** The methods that tickets are issued for. */
export const ticketMethods = methodIds.filter((method) => takes(method, 'ticket'));
