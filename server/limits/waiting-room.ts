/** The connections that wait, and which of them must leave when a newcomer needs its seat. */

export interface Guest {
  /** The key under which its client is counted. */
  readonly address: string;
}

/** Milliseconds after which an honest client has sent its credential. Guests that have waited longer leave first. */
const PATIENCE_MS = 500;

/**
 * Keeps guests in the order in which they came, and knows without a search which of them has to leave.
 *
 * Every call takes the same time, however many guests wait: a guest moves from one set to another when it comes, once
 * when it has waited for half a second, and when it goes. Nothing is sorted or searched, so a thousand newcomers per
 * second cost no more each than the first.
 */
export class WaitingRoom<Waiting extends Guest> {
  /** When each guest came, in that order. Guests that have waited for half a second are no longer in it. */
  readonly #arrivals = new Map<Waiting, number>();
  readonly #fresh = new Ranking<Waiting>();
  readonly #patient = new Ranking<Waiting>();

  get size(): number {
    return this.#fresh.size + this.#patient.size;
  }

  /** @param now - milliseconds of a clock that never goes back */
  enter(guest: Waiting, now: number): void {
    this.#arrivals.set(guest, now);
    this.#fresh.add(guest);
  }

  /** Removes a guest. */
  leave(guest: Waiting): void {
    if (this.#arrivals.delete(guest)) this.#fresh.delete(guest);
    else this.#patient.delete(guest);
  }

  /**
   * The guest that has to leave first. Among the guests that have waited for half a second, it is the longest waiting
   * one of the address that has most of them; if there are none, the longest waiting one of the address that has most
   * guests.
   *
   * @param now - milliseconds of the same clock as with `enter`
   * @returns undefined if nobody waits
   */
  first(now: number): Waiting | undefined {
    for (const [guest, since] of this.#arrivals) {
      if (now - since < PATIENCE_MS) break;
      this.#arrivals.delete(guest);
      this.#fresh.delete(guest);
      this.#patient.add(guest);
    }
    return this.#patient.first() ?? this.#fresh.first();
  }
}

/** Guests by address, and addresses by the number of their guests. */
class Ranking<Waiting extends Guest> {
  size = 0;
  readonly #byAddress = new Map<string, Set<Waiting>>();
  /** At index n, the addresses with n + 1 guests. The last index is that of the busiest. */
  readonly #byCount: Set<Set<Waiting>>[] = [];

  add(guest: Waiting): void {
    let guests = this.#byAddress.get(guest.address);
    if (!guests) {
      guests = new Set();
      this.#byAddress.set(guest.address, guests);
    }
    guests.add(guest);
    this.size++;
    this.#rank(guests, guests.size - 1);
  }

  delete(guest: Waiting): void {
    const guests = this.#byAddress.get(guest.address);
    if (!guests?.delete(guest)) return;
    this.size--;
    if (guests.size === 0) this.#byAddress.delete(guest.address);
    this.#rank(guests, guests.size + 1);
  }

  /** The longest waiting guest of the address that has most guests. */
  first(): Waiting | undefined {
    const [busiest] = this.#byCount.at(-1) ?? [];
    const [guest] = busiest ?? [];
    return guest;
  }

  /** Moves an address to its new rank. Counts change by one, so the list grows or shrinks by one rank at most. */
  #rank(guests: Set<Waiting>, before: number): void {
    this.#byCount[before - 1]?.delete(guests);
    if (guests.size > 0) {
      const equals = this.#byCount[guests.size - 1];
      if (equals) equals.add(guests);
      else this.#byCount.push(new Set([guests]));
    }
    if (this.#byCount.at(-1)?.size === 0) this.#byCount.pop();
  }
}
