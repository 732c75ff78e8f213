/** Who may come into the zoo. */
import { randomBytes } from 'node:crypto';

export interface Entry {
  readonly user: string;
  readonly single: boolean;
  readonly endsAt: number | undefined;
}

export const ALICE = 'a7Kq9-Alice-3mZ2xT8wQp';
export const BOB = 'b4Rw1-Bobby-6nY5vC0hLs';
export const ALICE_BASIC = 'alice:Rabbit-Hole-1865';
export const BOB_BASIC = 'bob:Tea-Party-1865-xyz';

export class Accounts {
  readonly #entries = new Map<string, Entry>();

  constructor() {
    for (const credential of [ALICE, ALICE_BASIC]) this.#add(credential, 'alice');
    for (const credential of [BOB, BOB_BASIC]) this.#add(credential, 'bob');
  }

  #add(credential: string, user: string, single = false, seconds?: number): string {
    const endsAt = seconds === undefined ? undefined : Date.now() + 1000 * seconds;
    this.#entries.set(credential, { user, single, endsAt });
    return credential;
  }

  find(credential: string): Entry | undefined {
    const entry = this.#entries.get(credential);
    return entry?.endsAt !== undefined && entry.endsAt < Date.now() ? undefined : entry;
  }

  /** The user of a credential; one that is good once is used up by this. */
  take(credential: string): string | undefined {
    const entry = this.find(credential);
    if (entry?.single) this.#entries.delete(credential);
    return entry?.user;
  }

  remove(credential: string): void {
    this.#entries.delete(credential);
  }

  all(): readonly string[] {
    return [...this.#entries.keys()];
  }

  /** @param prefix - `alice:` where the carrier wants one */
  ticket(prefix = ''): string {
    return this.#add(`${prefix}T-${randomBytes(12).toString('base64url')}`, 'alice', true);
  }

  expiring(seconds: number, prefix = ''): string {
    return this.#add(`${prefix}E-${randomBytes(12).toString('base64url')}`, 'alice', false, seconds);
  }

  /** One of a session that can be ended. */
  session(prefix = ''): string {
    return this.#add(`${prefix}S-${randomBytes(12).toString('base64url')}`, 'alice');
  }
}
