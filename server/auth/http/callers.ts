import type { IncomingMessage, ServerResponse } from 'node:http';
import { type AuthFailures, createAuthFailures } from '../../limits/auth-failures.ts';
import { addressKey, clientAddress } from '../../net/client-address.ts';

/** Whoever sends a request to the auth server, and how often it may still guess. */
export interface Callers {
  /** The client's address, for the log. */
  addressOf(request: IncomingMessage): string;
  /** The key under which the client's failures are counted. */
  keyOf(request: IncomingMessage): string;
  /** Milliseconds until the caller may try again; 0 if it may now. */
  waitMs(request: IncomingMessage): Promise<number>;
  /**
   * Makes a check that may fail, unless the caller has used up its failures: then it is not made, and `undefined`
   * returned.
   */
  attempt<Answer>(
    request: IncomingMessage,
    check: () => Promise<Answer>,
    isFailure: (answer: Answer) => boolean,
  ): Promise<{ readonly answer: Answer } | undefined>;
}

/**
 * @param failures - the budget of each address, shared with everything else that checks credentials
 * @param trustProxy - how many proxies stand in front, see client-address.ts
 */
export function createCallers(
  failures: AuthFailures = createAuthFailures(0),
  trustProxy: number = 0,
): Callers {
  const addressOf = (request: IncomingMessage) => clientAddress(request, trustProxy);
  const keyOf = (request: IncomingMessage) => addressKey(addressOf(request));
  return {
    addressOf,
    keyOf,
    waitMs: (request) => failures.waitMs(keyOf(request)),
    attempt: (request, check, isFailure) => failures.attempt(keyOf(request), check, isFailure),
  };
}

/** A signal that is aborted when the caller has left. */
export function leaving(response: ServerResponse): AbortSignal {
  const gone = new AbortController();
  response.once('close', () => gone.abort());
  return gone.signal;
}
