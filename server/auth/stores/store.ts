/**
 * What the auth server keeps until a moment: sessions and tickets. Every function is one atomic step, whoever
 * else uses the store, so that several processes could share one.
 */
export interface Store<Value> {
  /**
   * Keeps a value until it is taken or expires.
   *
   * @returns where it was not kept because its owner has `limit` live values: the oldest of them
   */
  put(key: string, value: Value, terms: Terms): Promise<Oldest | undefined>;
  /** A live value, which stays. */
  get(key: string): Promise<Value | undefined>;
  /** A live value, which is gone for everybody else from then on: of many who take at once, one gets it. */
  take(key: string): Promise<Value | undefined>;
  /** Forgets everything and lets go of what keeps the process alive. */
  close(): Promise<void>;
}

export interface Terms {
  /** By the server's clock (server/basics/clock.ts); from then on the value is as good as gone. */
  readonly expiresAt: number;
  /** Whose count it goes to. */
  readonly owner: string;
  /** Most live values of one owner. */
  readonly limit: number;
}

export interface Oldest {
  readonly key: string;
  readonly expiresAt: number;
}
