/** A budget of failed authentications per address, shared by everything that checks credentials. */
import { type RateLimiterAbstract, RateLimiterMemory } from 'rate-limiter-flexible';

export interface AuthFailures {
  /** Milliseconds until this address may try again; 0 if it may now. */
  waitMs(address: string): Promise<number>;
  /**
   * Makes a check, unless the address has used up its failures. Checks under way count as failures until they have an
   * answer: one more than the budget has left waits for them. Neither success nor an exception costs anything.
   *
   * @returns the check's answer, or `undefined` if it was not made
   */
  attempt<Answer>(
    address: string,
    check: () => Promise<Answer>,
    isFailure: (answer: Answer) => boolean,
  ): Promise<{ readonly answer: Answer } | undefined>;
}

/** Where failures are counted: any limiter of rate-limiter-flexible, such as one that counts in Redis. */
export type FailureStore = Pick<RateLimiterAbstract, 'get' | 'penalty'>;

const WINDOW_S = 60;

/** The checks of one address that are under way, and those that are waiting for them. */
interface Line {
  running: number;
  readonly waiting: (() => void)[];
}

/**
 * @param perMinute - failures that an address may have within a minute of its first; 0 is no limit
 * @param store - counts them in windows of a minute
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
    // The turn goes straight to whoever has waited longest, so that no newcomer gets in between.
    const next = line.waiting.shift();
    if (next) return next();
    line.running--;
    if (line.running === 0) lines.delete(address);
  };

  /** Waits until all checks under way could fail without exceeding the budget; false if nothing of it is left. */
  const mayFail = async (address: string, line: Line): Promise<boolean> => {
    for (;;) {
      // Read this first: a check that ends while the store answers must be counted either here or in the store.
      const underWay = line.running;
      const left = perMinute - ((await store.get(address))?.consumedPoints ?? 0);
      if (left <= 0) return false;
      if (underWay <= left) return true;
      // The only check under way has none to wait for.
      if (line.running === 1) continue;
      line.running--;
      await new Promise<void>((resolve) => line.waiting.push(resolve));
    }
  };

  return {
    async waitMs(address) {
      const counted = await store.get(address);
      if (!counted || counted.consumedPoints < perMinute) return 0;
      // The store uses the wall clock. If that is set back, `msBeforeNext` is too long: a timer ends the window in
      // time.
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
