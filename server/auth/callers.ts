import type { IncomingMessage, ServerResponse } from 'node:http';
import { type AuthFailures, createAuthFailures } from '../limits/auth-failures.ts';
import { addressKey, clientAddress } from '../net/client-address.ts';

/** Whoever sends a request to the auth server, and how often it may still guess. */
export interface Callers {
  /** As the log names it. */
  addressOf(request: IncomingMessage): string;
  /** Under which it is counted. */
  keyOf(request: IncomingMessage): string;
  /** Milliseconds until it may try again; 0 when it may now. */
  waitMs(request: IncomingMessage): Promise<number>;
  /** Makes a check that may fail. `undefined` when the caller has no failure left, and so it was not made. */
  attempt<Answer>(
    request: IncomingMessage,
    check: () => Promise<Answer>,
    isFailure: (answer: Answer) => boolean,
  ): Promise<{ readonly answer: Answer } | undefined>;
}

/**
 * @param failures - the budget of every address, shared with whatever else guesses credentials
 * @param trustProxy - proxies in front, see client-address.ts
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

/** Aborted when the caller no longer waits for the answer. */
export function leaving(response: ServerResponse): AbortSignal {
  const gone = new AbortController();
  response.once('close', () => gone.abort());
  return gone.signal;
}
