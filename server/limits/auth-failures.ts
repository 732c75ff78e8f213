/** A budget of failed authentications per address, shared by everything that lets a client guess credentials. */
import { type RateLimiterAbstract, RateLimiterMemory } from 'rate-limiter-flexible';

export interface AuthFailures {
  /** Milliseconds until this address may try again; 0 when it may now. */
  waitMs(address: string): Promise<number>;
  /**
   * Makes a check that may fail, unless the address has no failure left. Of checks that are under way each may turn
   * out a failure: one more than the budget has left waits for them. Success costs nothing, nor does an exception.
   *
   * @returns the check's answer, or `undefined` when it was not made
   */
  attempt<Answer>(
    address: string,
    check: () => Promise<Answer>,
    isFailure: (answer: Answer) => boolean,
  ): Promise<{ readonly answer: Answer } | undefined>;
}

/** What is asked of a store: any limiter of rate-limiter-flexible will do, such as one that counts in Redis. */
export type FailureStore = Pick<RateLimiterAbstract, 'get' | 'penalty'>;

const WINDOW_S = 60;

/** The checks of one address that are under way, and those that wait for them. */
interface Line {
  running: number;
  readonly waiting: (() => void)[];
}

/**
 * @param perMinute - failures an address may have in the minute that begins with its first; 0 is no limit
 * @param store - where they are counted, by windows of a minute
 */
export function createAuthFailures(
  perMinute: number,
  store: FailureStore = new RateLimiterMemory({ points: perMinute, duration: WINDOW_S }),
): AuthFailures {
  if (perMinute === 0) {
    return { waitMs: async () => 0, attempt: async (_address, check) => ({ answer: await check() }) };
  }
  const lines = new Map<string, Line>();

  const enter = (address: string): Line => {
    const line = lines.get(address) ?? { running: 0, waiting: [] };
    lines.set(address, line);
    line.running++;
    return line;
  };

  const leave = (address: string, line: Line) => {
    // The place goes to who waits longest, without being free in between.
    const next = line.waiting.shift();
    if (next) return next();
    line.running--;
    if (line.running === 0) lines.delete(address);
  };

  /** Waits until one failure more would not break the budget; false when there is none left. */
  const mayFail = async (address: string, line: Line): Promise<boolean> => {
    for (;;) {
      // Read first: who ends while the store is asked must be counted here or there.
      const underWay = line.running;
      const left = perMinute - ((await store.get(address))?.consumedPoints ?? 0);
      if (left <= 0) return false;
      if (underWay <= left) return true;
      // The last one has nobody to wait for.
      if (line.running === 1) continue;
      line.running--;
      await new Promise<void>((resolve) => line.waiting.push(resolve));
    }
  };

  return {
    async waitMs(address) {
      const counted = await store.get(address);
      if (!counted || counted.consumedPoints < perMinute) return 0;
      // The store goes by the wall clock. Set back, it would have people wait until then; the window ends by a timer.
      return Math.min(Math.max(0, counted.msBeforeNext), WINDOW_S * 1000);
    },
    async attempt(address, check, isFailure) {
      const line = enter(address);
      try {
        if (!(await mayFail(address, line))) return undefined;
        const answer = await check();
        if (isFailure(answer)) await store.penalty(address);
        return { answer };
      } finally {
        leave(address, line);
      }
    },
  };
}
