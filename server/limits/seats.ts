/** How many connections there may be, and who makes room when there are as many. */
import { refusals } from '../../protocol/outcomes.ts';
import { type Guest, WaitingRoom } from './waiting-room.ts';

/** Most connections; 0 is no limit. */
export interface SeatLimits {
  readonly perAddress: number;
  readonly inAll: number;
  /** Of those in all, the ones that wait: they cannot take the seats of the others. */
  readonly waiting: number;
}

/**
 * One connection's place. It waits, until it has settled; while it waits, a newcomer may take its place. No call does
 * anything once the seat is taken by somebody else or given back.
 */
export interface Seat {
  /** The key under which its client is counted. */
  readonly address: string;
  /** The connection has shown that it deserves its place: nobody takes that any more. */
  settle(): void;
  /** It waits again, from now. */
  wait(): void;
  /** The connection is gone. */
  release(): void;
  /** Has it told when a newcomer takes the place, or at once if that has happened. The place is free by then. */
  onDisplaced(told: () => void): void;
}

/** Why there is no seat. */
export type Full = (typeof refusals)['tooManyFromAddress' | 'tooManyConnections'];

export type Taken = { readonly ok: true; readonly seat: Seat } | { readonly ok: false; readonly full: Full };

export interface Seats {
  /**
   * Takes a seat. Where all are taken, somebody who waits makes room for it (waiting-room.ts); where nobody waits,
   * there is none.
   *
   * @param address - the client's key, see client-address.ts
   */
  take(address: string): Taken;
  /** Seats taken, by what sits on them. */
  readonly waiting: number;
  readonly settled: number;
}

/** Why a connection was ended that made room, for log and metrics. */
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
