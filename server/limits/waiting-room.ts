/** Those who wait, and which of them leaves when somebody else needs the place. */

export interface Guest {
  /** The key under which its client is counted. */
  readonly address: string;
}

/** Milliseconds. Who means to get in has said so by then; who has not is the first to leave. */
const PATIENCE_MS = 500;

/**
 * Keeps guests in the order in which they came, and knows without a search who has to leave.
 *
 * Every call takes the same time, however many wait: a guest is moved from one set to another when it comes, once when
 * it has waited for half a second, and when it goes; nothing is sorted and nobody is looked through. Newcomers who
 * arrive by the thousand each second are therefore no heavier than the first.
 */
export class WaitingRoom<Waiting extends Guest> {
  /** When each came, in that order. Who has waited for half a second is taken out of it. */
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

  /** Takes out a guest who is inside. */
  leave(guest: Waiting): void {
    if (this.#arrivals.delete(guest)) this.#fresh.delete(guest);
    else this.#patient.delete(guest);
  }

  /**
   * Who has to leave first: of those who have waited for half a second, the longest waiting of the address that has
   * most of them. Where nobody has waited that long, the longest waiting of the address that has most guests.
   *
   * @param now - as given to `enter`
   * @returns undefined when nobody waits
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

/** Guests by address, and the addresses by how many guests each has. */
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

  /** The longest waiting guest of the address that has most of them. */
  first(): Waiting | undefined {
    const [busiest] = this.#byCount.at(-1) ?? [];
    const [guest] = busiest ?? [];
    return guest;
  }

  /** Counts change by one, so that the busiest of before is at most one step away from its new rank. */
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
