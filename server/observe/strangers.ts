/** Limits what is logged about clients that have not authenticated, so that no stranger can fill a disk. */
import type { Log } from './log.ts';

/** Connections that are logged line by line, per address and in all. */
const PER_ADDRESS = 100;
const IN_ALL = 1000;

/** The limits apply to so many milliseconds, after which one line says how many other connections there were. */
const WINDOW_MS = 60_000;

/**
 * Called for each connection, or attempt at one, before anything is logged about it.
 *
 * @param address - the client's key, see client-address.ts
 * @returns undefined if nothing is to be logged about it; otherwise a function to call when the client has
 *   authenticated, and so no longer counts
 */
export type Strangers = (address: string) => (() => void) | undefined;

interface Window {
  inAll: number;
  /** How many connections were logged, by address. */
  readonly told: Map<string, number>;
  /**
   * How many were not logged, by address; under the key undefined those of addresses that were within their own limit.
   */
  readonly untold: Map<string | undefined, number>;
}

export function createStrangers(log: Log): Strangers {
  let window: Window | undefined;

  const begin = (): Window => {
    // The process need not wait for the end of the window.
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
