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

/** Where several processes that share a store also count the checks that are under way. */
export interface UnderWay {
  /**
   * Counts one more check of an address.
   *
   * @returns how many there are now, with this one, and a function that takes it off again; `undefined` if nobody knows
   */
  enter(address: string): Promise<{ readonly count: number; leave(): void } | undefined>;
}

/** Seconds from the first failure of an address until its budget is whole again. */
export const WINDOW_S = 60;

/** Milliseconds after which to look again, if all checks that must end first are those of other processes. */
const LOOK_AGAIN_MS = 25;

const nothing = () => {};

/** The checks of one address that are under way, and those that are waiting for them. */
interface Line {
  running: number;
  readonly waiting: (() => void)[];
}

/**
 * @param perMinute - failures that an address may have within a minute of its first; 0 is no limit
 * @param store - counts them in windows of a minute
 * @param others - counts the checks of other processes, too, if they share the store
 */
export function createAuthFailures(
  perMinute: number,
  store: FailureStore = new RateLimiterMemory({ points: perMinute, duration: WINDOW_S }),
  others?: UnderWay,
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

  /**
   * Waits until all checks under way could fail without exceeding the budget.
   *
   * @returns what to call when the check has ended and was counted; `undefined` if nothing of the budget is left
   */
  const mayFail = async (address: string, line: Line): Promise<(() => void) | undefined> => {
    for (;;) {
      // Read this first: a check that ends while the store answers must be counted either here or in the store.
      const here = line.running;
      const [everywhere, counted] = await Promise.all([others?.enter(address), store.get(address)]);
      const left = perMinute - (counted?.consumedPoints ?? 0);
      if (left > 0 && Math.max(here, everywhere?.count ?? 0) <= left) return everywhere?.leave ?? nothing;
      everywhere?.leave();
      if (left <= 0) return undefined;
      if (line.running === 1) {
        // The only check under way has none to wait for, unless it is under way in another process.
        if (everywhere)
          await new Promise((resolve) => setTimeout(resolve, LOOK_AGAIN_MS * (1 + Math.random())));
        continue;
      }
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
        const ended = await mayFail(address, line);
        if (!ended) return undefined;
        try {
          const answer = await check();
          if (isFailure(answer)) await store.penalty(address);
          return { answer };
        } finally {
          ended();
        }
      } finally {
        leave(address, line);
      }
    },
  };
}
