/** A budget of failed authentications per address, shared by everything that lets a client guess credentials. */
import { type RateLimiterAbstract, RateLimiterMemory } from 'rate-limiter-flexible';

export interface AuthFailures {
  /** Milliseconds until this address may try again; 0 when it may now. */
  waitMs(address: string): Promise<number>;
  /** Counts one failure. Success costs nothing. */
  record(address: string): Promise<void>;
}

/** What is asked of a store: any limiter of rate-limiter-flexible will do, such as one that counts in Redis. */
export type FailureStore = Pick<RateLimiterAbstract, 'get' | 'penalty'>;

const WINDOW_S = 60;

/**
 * @param perMinute - failures an address may have in the minute that begins with its first; 0 is no limit
 * @param store - where they are counted, by windows of a minute
 */
export function createAuthFailures(
  perMinute: number,
  store: FailureStore = new RateLimiterMemory({ points: perMinute, duration: WINDOW_S }),
): AuthFailures {
  if (perMinute === 0) return { waitMs: async () => 0, record: async () => {} };
  return {
    async waitMs(address) {
      const counted = await store.get(address);
      if (!counted || counted.consumedPoints < perMinute) return 0;
      return Math.max(0, counted.msBeforeNext);
    },
    async record(address) {
      await store.penalty(address);
    },
  };
}
