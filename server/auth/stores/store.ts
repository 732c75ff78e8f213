/**
 * Where the auth server keeps what expires: sessions and tickets. Every function is one atomic step, so several
 * processes could share a store.
 */
export interface Store<Value> {
  /**
   * Keeps a value until it is taken or expires.
   *
   * @returns the owner's oldest value, where the new one was not kept because the owner has `limit` live values already
   */
  put(key: string, value: Value, terms: Terms): Promise<Oldest | undefined>;
  /** Reads a live value, which stays. */
  get(key: string): Promise<Value | undefined>;
  /** Reads and removes a live value in one step: of many that take it at once, one gets it. */
  take(key: string): Promise<Value | undefined>;
  /** Forgets everything and stops its timers. */
  close(): Promise<void>;
}

export interface Terms {
  /** By the server's clock (server/basics/clock.ts). From then on the value cannot be read. */
  readonly expiresAt: number;
  /** Whose values are counted against `limit`. */
  readonly owner: string;
  /** Most live values of one owner. */
  readonly limit: number;
}

export interface Oldest {
  readonly key: string;
  readonly expiresAt: number;
}
