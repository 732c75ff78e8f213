/** How many connections there may be. Each takes a seat before its 101 and gives it back when it is gone. */
import { refusals } from '../../protocol/outcomes.ts';

/** Most connections; 0 is no limit. */
export interface SeatLimits {
  readonly perAddress: number;
  readonly inAll: number;
  /** Of those in all, the ones that are not authenticated yet: they cannot take the seats of the others. */
  readonly unauthenticated: number;
}

/** One connection's place. Both calls do nothing when they have no more to do. */
export interface Seat {
  /** The key under which its client is counted. */
  readonly address: string;
  /** The connection counts as authenticated from now on. */
  authenticated(): void;
  release(): void;
}

/** Why there is no seat. */
export type Full = (typeof refusals)['tooManyFromAddress' | 'tooManyConnections' | 'tooManyUnauthenticated'];

export type Taken = { readonly ok: true; readonly seat: Seat } | { readonly ok: false; readonly full: Full };

export interface Seats {
  /** @param address - the client's key, see client-address.ts */
  take(address: string): Taken;
  /** Seats taken, by what sits on them. */
  readonly waiting: number;
  readonly authenticated: number;
}

export function createSeats(limits: SeatLimits): Seats {
  const perAddress = limits.perAddress || Number.POSITIVE_INFINITY;
  const inAll = limits.inAll || Number.POSITIVE_INFINITY;
  const unauthenticated = limits.unauthenticated || Number.POSITIVE_INFINITY;
  const byAddress = new Map<string, number>();
  const taken = { waiting: 0, authenticated: 0 };

  const fullFor = (address: string): Full | undefined => {
    if ((byAddress.get(address) ?? 0) >= perAddress) return refusals.tooManyFromAddress;
    if (taken.waiting + taken.authenticated >= inAll) return refusals.tooManyConnections;
    if (taken.waiting >= unauthenticated) return refusals.tooManyUnauthenticated;
    return undefined;
  };

  return {
    take(address) {
      const full = fullFor(address);
      if (full) return { ok: false, full };
      let state: 'waiting' | 'authenticated' | undefined = 'waiting';
      taken.waiting++;
      byAddress.set(address, (byAddress.get(address) ?? 0) + 1);
      const seat: Seat = {
        address,
        authenticated() {
          if (state !== 'waiting') return;
          state = 'authenticated';
          taken.waiting--;
          taken.authenticated++;
        },
        release() {
          if (state === undefined) return;
          taken[state]--;
          state = undefined;
          const left = (byAddress.get(address) ?? 0) - 1;
          if (left > 0) byAddress.set(address, left);
          else byAddress.delete(address);
        },
      };
      return { ok: true, seat };
    },
    get waiting() {
      return taken.waiting;
    },
    get authenticated() {
      return taken.authenticated;
    },
  };
}
