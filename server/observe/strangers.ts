/**
 * How much the log says of clients that have not authenticated: nobody is to fill a disk with lines about themselves.
 */
import type { Log } from './log.ts';

/** Connections that are told of line by line, of one address and in all. */
const PER_ADDRESS = 100;
const IN_ALL = 1000;

/** … within so many milliseconds, after which those that were not are told of together. */
const WINDOW_MS = 60_000;

/**
 * Asked about each connection, or attempt at one, before anything is logged of it.
 *
 * @param address - the client's key, see client-address.ts
 * @returns undefined when the log is to stay silent about it; otherwise what is called when the client has
 *   authenticated, and so is no stranger and does not count
 */
export type Strangers = (address: string) => (() => void) | undefined;

interface Window {
  inAll: number;
  /** How many connections were told of, by address. */
  readonly told: Map<string, number>;
  /** How many were not: of the addresses with too many of their own, and of all others, whose key is undefined. */
  readonly untold: Map<string | undefined, number>;
}

export function createStrangers(log: Log): Strangers {
  let window: Window | undefined;

  const begin = (): Window => {
    // Nobody has to wait for its end.
    setTimeout(end, WINDOW_MS).unref();
    return { inAll: 0, told: new Map(), untold: new Map() };
  };

  const end = () => {
    for (const [address, connections] of window?.untold ?? []) {
      log.warn({ address: address ?? 'others', connections }, 'more strangers than the log tells of');
    }
    window = undefined;
  };

  return (address) => {
    window ??= begin();
    const { told, untold } = window;
    const own = told.get(address) ?? 0;
    if (own >= PER_ADDRESS || window.inAll >= IN_ALL) {
      const named = own >= PER_ADDRESS ? address : undefined;
      untold.set(named, (untold.get(named) ?? 0) + 1);
      return undefined;
    }
    const counted = window;
    counted.inAll++;
    told.set(address, own + 1);
    return () => {
      counted.inAll--;
      told.set(address, (told.get(address) ?? 1) - 1);
    };
  };
}
