/** How many connections there may be, and which of them makes room when all seats are taken. */
import { refusals } from '../../protocol/refusals.ts';
import { type Guest, WaitingRoom } from './waiting-room.ts';

/** Most connections; 0 is no limit. */
export interface SeatLimits {
  readonly perAddress: number;
  readonly inAll: number;
  /** Most of those in all that may be waiting, so that waiting connections cannot take every seat. */
  readonly waiting: number;
}

/**
 * One connection's seat. The connection waits until it has settled, and while it waits, a newcomer may take its seat.
 * Once the seat was taken by a newcomer or released, no call has any effect.
 */
export interface Seat {
  /** The key under which its client is counted. */
  readonly address: string;
  /** The connection has shown that it deserves its seat: nobody can take it any more. */
  settle(): void;
  /** The connection waits again, from now on. */
  wait(): void;
  /** The connection is gone. */
  release(): void;
  /** Calls `told` when a newcomer takes the seat, or at once if that has happened already. */
  onDisplaced(told: () => void): void;
}

/** Why there is no seat. */
export type Full = (typeof refusals)['tooManyFromAddress' | 'tooManyConnections'];

export type Taken = { readonly ok: true; readonly seat: Seat } | { readonly ok: false; readonly full: Full };

export interface Seats {
  /**
   * Takes a seat. If all are taken, a connection that waits makes room (waiting-room.ts); if none waits, there is no
   * seat.
   *
   * @param address - the client's key, see client-address.ts
   */
  take(address: string): Taken;
  /** How many seats are taken, by connections that wait and by those that have settled. */
  readonly waiting: number;
  readonly settled: number;
}

/** The cause, in log and metrics, when a connection was ended to make room. */
export const DISPLACED = 'a newcomer took its place';

/** @param now - milliseconds of a clock that never goes back */
export function createSeats(limits: SeatLimits, now: () => number = () => performance.now()): Seats {
  const perAddress = limits.perAddress || Number.POSITIVE_INFINITY;
  const inAll = limits.inAll || Number.POSITIVE_INFINITY;
  const mayWait = limits.waiting || Number.POSITIVE_INFINITY;
  const byAddress = new Map<string, number>();
  const room = new WaitingRoom<TakenSeat>();
  let settled = 0;

  const changed = (seat: TakenSeat, from: State, to: State) => {
    if (from === 'waiting') room.leave(seat);
    else if (from === 'settled') settled--;
    if (to === 'waiting') room.enter(seat, now());
    else if (to === 'settled') settled++;
    else count(seat.address, -1);
  };

  const count = (address: string, more: 1 | -1) => {
    const held = (byAddress.get(address) ?? 0) + more;
    if (held > 0) byAddress.set(address, held);
    else byAddress.delete(address);
  };

  const isFull = () => room.size >= mayWait || room.size + settled >= inAll;

  return {
    take(address) {
      if ((byAddress.get(address) ?? 0) >= perAddress)
        return { ok: false, full: refusals.tooManyFromAddress };
      if (isFull()) {
        const first = room.first(now());
        if (!first) return { ok: false, full: refusals.tooManyConnections };
        first.displace();
      }
      count(address, 1);
      const seat = new TakenSeat(address, changed);
      room.enter(seat, now());
      return { ok: true, seat };
    },
    get waiting() {
      return room.size;
    },
    get settled() {
      return settled;
    },
  };
}

type State = 'waiting' | 'settled' | 'displaced' | 'released';

/** A class, like the gate: there is one for each of ten thousand connections. */
class TakenSeat implements Seat, Guest {
  readonly address: string;
  readonly #changed: (seat: TakenSeat, from: State, to: State) => void;
  #state: State = 'waiting';
  #told: (() => void) | undefined;

  constructor(address: string, changed: (seat: TakenSeat, from: State, to: State) => void) {
    this.address = address;
    this.#changed = changed;
  }

  settle(): void {
    this.#become('settled');
  }

  wait(): void {
    this.#become('waiting');
  }

  release(): void {
    this.#become('released');
  }

  displace(): void {
    this.#become('displaced');
    this.#told?.();
  }

  onDisplaced(told: () => void): void {
    if (this.#state === 'displaced') told();
    else this.#told = told;
  }

  #become(to: State): void {
    const from = this.#state;
    if (from === to || from === 'displaced' || from === 'released') return;
    this.#state = to;
    this.#changed(this, from, to);
  }
}
