import { type MethodId, methodIds } from './methods.ts';

/** The kinds of credentials. The auth server has a verifier for each. */
export type CredentialKind =
  /** Long-lived, and known in advance. */
  | 'token'
  /** Fetched for one connection. */
  | 'ticket'
  /** Signed, and valid for a minute. */
  | 'access token'
  /** An access token that is bound to a key, and the proof of that key. */
  | 'bound token'
  /** An access token that an identity provider has issued. */
  | "provider's token"
  /** The secret of a session's cookie. */
  | 'session'
  | 'password'
  | 'certified name';

/**
 * What each method accepts. A ticket may be sent in place of a token in a message or header, but not the other way
 * round: `query-ticket` would be worth nothing if it also accepted a long-lived token in the URL. A provider's token is
 * never accepted there.
 */
const kinds: Readonly<Record<MethodId, readonly CredentialKind[]>> = {
  'first-message': ['token', 'ticket', "provider's token"],
  'authenticate-message': ['token', 'ticket', "provider's token"],
  'query-token': ['token'],
  'query-ticket': ['ticket'],
  cookie: ['session'],
  subprotocol: ['token', 'ticket', "provider's token"],
  basic: ['password'],
  'bearer-header': ['token', 'ticket', "provider's token"],
  'client-certificate': ['certified name'],
  'token-refresh': ['access token', "provider's token"],
  'proof-message': ['bound token'],
};

/** Whether a method accepts this kind of credential. */
export function takes(method: MethodId, kind: CredentialKind): boolean {
  return kinds[method].includes(kind);
}

/** The methods that tickets are issued for. */
export const ticketMethods = methodIds.filter((method) => takes(method, 'ticket'));
