import type { IncomingMessage } from 'node:http';

/** Counts failed sign-ins of an address, together with whatever else guesses credentials. */
export interface FailureBudget {
  /** Milliseconds until this client may try again; 0 when it may now. */
  waitMs(request: IncomingMessage): number | Promise<number>;
  failed(request: IncomingMessage): void | Promise<void>;
}

/** Counts nothing. */
export const noBudget: FailureBudget = { waitMs: () => 0, failed: () => {} };
