/** A burst may hold as many messages as are allowed in so many seconds. */
const BURST_S = 2;

/**
 * A leaky bucket (ITU-T I.371, annex A): each message adds one, and the rate drains it. It holds two numbers per
 * connection, has no timer, and allocates nothing per message.
 */
export class MessageRate {
  readonly #perMs: number;
  readonly #burst: number;
  #level = 0;
  #last = 0;

  /** @param perSecond - messages per second in the long run, twice as many in a burst; 0 is no limit */
  constructor(perSecond: number) {
    this.#perMs = perSecond / 1000;
    this.#burst = perSecond === 0 ? Number.POSITIVE_INFINITY : perSecond * BURST_S;
  }

  /**
   * Counts one message.
   *
   * @param now - milliseconds of a clock that never goes back
   * @returns whether it may pass
   */
  take(now: number): boolean {
    this.#level = Math.max(0, this.#level - (now - this.#last) * this.#perMs) + 1;
    this.#last = now;
    return this.#level <= this.#burst;
  }
}
