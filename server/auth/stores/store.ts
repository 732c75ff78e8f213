/**
 * Where the auth server keeps what expires: sessions, tickets, public keys. Every function is one atomic step, so that
 * several processes can share a store.
 */
export interface Store<Value> {
  /**
   * Keeps a value until it is taken or expires. A value that is there already is replaced.
   *
   * @returns the owner's oldest value, where the new one was not kept because the owner has `limit` live values already
   * @throws Unavailable if the store gave no answer; so do the others
   */
  put(key: string, value: Value, terms: Terms): Promise<Oldest | undefined>;
  /** Reads a live value, which stays. */
  get(key: string): Promise<Kept<Value> | undefined>;
  /** Reads and removes a live value in one step: of many that take it at once, one gets it. */
  take(key: string): Promise<Kept<Value> | undefined>;
  /** Those of the keys that have no live value. */
  missing(keys: readonly string[]): Promise<readonly string[]>;
  /** Stops its timers. What only this process knows is forgotten. */
  close(): Promise<void>;
}

export interface Terms {
  /** By the server's clock (server/basics/clock.ts). From then on the value cannot be read. */
  readonly expiresAt: number;
  /** Whose values are counted against `limit`. */
  readonly owner: string;
  /** Most live values of one owner, who gives the same lifetime to all of them. */
  readonly limit: number;
}

export interface Kept<Value> {
  readonly value: Value;
  /** By the clock of the server that asks, which may not be the one that put the value. */
  readonly expiresAt: number;
}

export interface Oldest {
  readonly key: string;
  readonly expiresAt: number;
}

/**
 * Makes a store.
 *
 * @param name - tells it apart from the other stores
 * @param parse - reads a value that may come from another process; `undefined` if it is none
 */
export type OpenStore = <Value>(name: string, parse: (value: unknown) => Value | undefined) => Store<Value>;
