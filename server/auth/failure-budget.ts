import type { IncomingMessage } from 'node:http';
import type { AuthFailures } from '../limits/auth-failures.ts';

/** Counts failed sign-ins of an address, together with whatever else guesses credentials. */
export interface FailureBudget {
  /** Milliseconds until this client may try again; 0 when it may now. */
  waitMs(request: IncomingMessage): number | Promise<number>;
  /** Makes a check that may fail. `undefined` when the client has no failure left, and so it was not made. */
  attempt<Answer>(
    request: IncomingMessage,
    check: () => Promise<Answer>,
    isFailure: (answer: Answer) => boolean,
  ): Promise<{ readonly answer: Answer } | undefined>;
}

/** Counts nothing. */
export const noBudget: FailureBudget = {
  waitMs: () => 0,
  attempt: async (_request, check) => ({ answer: await check() }),
};

/** @param addressOf - the key under which a client is counted */
export function budgetOf(
  failures: AuthFailures,
  addressOf: (request: IncomingMessage) => string,
): FailureBudget {
  return {
    waitMs: (request) => failures.waitMs(addressOf(request)),
    attempt: (request, check, isFailure) => failures.attempt(addressOf(request), check, isFailure),
  };
}
