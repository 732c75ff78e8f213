import { type MethodId, methodIds } from './methods.ts';

/** What the auth server can be asked about. Each kind has a verifier of its own. */
export type CredentialKind =
  /** Long-lived and known beforehand. */
  | 'token'
  /** Fetched for one connection. */
  | 'ticket'
  /** Signed, and valid for a minute. */
  | 'access token'
  /** The secret of a session's cookie. */
  | 'session'
  | 'password'
  | 'certified name';

/**
 * What each method takes. A ticket may stand for a token in a message or header, but not the other way round:
 * `query-ticket` is worth nothing if a long-lived token in the URL passes too.
 */
const kinds: Readonly<Record<MethodId, readonly CredentialKind[]>> = {
  'first-message': ['token', 'ticket'],
  'authenticate-message': ['token', 'ticket'],
  'query-token': ['token'],
  'query-ticket': ['ticket'],
  cookie: ['session'],
  subprotocol: ['token', 'ticket'],
  basic: ['password'],
  'bearer-header': ['token', 'ticket'],
  'client-certificate': ['certified name'],
  'token-refresh': ['access token'],
};

/** Whether a method takes this kind of credential. */
export function takes(method: MethodId, kind: CredentialKind): boolean {
  return kinds[method].includes(kind);
}

/** The methods that tickets are issued for. */
export const ticketMethods = methodIds.filter((method) => takes(method, 'ticket'));
