/** Reads what a server of channels says to one client, and counts what contradicts its promises. */

export interface Faults {
  /** Messages that were left out although the client was not told so. */
  gaps: number;
  /** Messages that came twice, or after a later one. */
  doubles: number;
  /** Messages of one publisher that came in another order than they were published, or were stored twice. */
  disorder: number;
  /** Clients that were told to fetch their state anew although the window holds what they missed. */
  needless: number;
}

export interface Seen {
  readonly faults: Faults;
  deliveries: number;
  /** Clients that came back inside the window, and outside of it and were told so. */
  recovered: number;
  told: number;
  /** The newest message of each channel that anybody has heard of. */
  readonly heads: Map<string, number>;
}

export function nothingSeen(): Seen {
  return {
    faults: { gaps: 0, doubles: 0, disorder: 0, needless: 0 },
    deliveries: 0,
    recovered: 0,
    told: 0,
    heads: new Map(),
  };
}

/** What a message of the soak holds: its publisher, and its number among theirs. */
export interface Data {
  readonly by: string;
  readonly n: number;
}

interface Said {
  readonly type: string;
  readonly epoch: string;
  readonly offset: number;
  readonly recovered: boolean;
}

export interface Witness {
  /** The client subscribes, perhaps from a position. */
  subscribes(since?: { readonly epoch: string; readonly offset: number }): void;
  /** The server says something about the channel. */
  hears(said: Said): void;
  /** The client gives a message to its user. */
  delivers(data: Data): void;
}

/** @param window - how many messages the channel keeps */
export function createWitness(channel: string, window: number, seen: Seen): Witness {
  let since: { readonly epoch: string; readonly offset: number } | undefined;
  let next = 0;
  let numbers = new Map<string, number>();

  return {
    subscribes(from) {
      since = from;
    },
    hears({ type, epoch, offset, recovered }) {
      const { faults, heads } = seen;
      if (type === 'subscribed') {
        heads.set(channel, Math.max(heads.get(channel) ?? 0, offset));
        if (recovered && since) {
          seen.recovered++;
          if (epoch !== since.epoch) faults.gaps++;
          next = since.offset + 1;
          return;
        }
        if (since) {
          seen.told++;
          if (epoch === since.epoch && since.offset >= offset - window) faults.needless++;
        }
        next = offset + 1;
        numbers = new Map();
        return;
      }
      if (type !== 'message') return;
      seen.deliveries++;
      heads.set(channel, Math.max(heads.get(channel) ?? 0, offset));
      if (offset > next) faults.gaps += offset - next;
      if (offset < next) faults.doubles++;
      next = offset + 1;
    },
    delivers({ by, n }) {
      const before = numbers.get(by);
      if (before !== undefined && n !== before + 1) seen.faults.disorder++;
      numbers.set(by, n);
    },
  };
}
