import { type Clock, createClock } from '../../basics/clock.ts';
import type { Kept, Store } from './store.ts';

/** Milliseconds between two sweeps. An expired value cannot be read any more; a sweep frees its memory. */
export const SWEEP_MS = 60_000;

interface Entry<Value> extends Kept<Value> {
  readonly owner: string;
}

/** A store in this process's memory. */
export function memoryStore<Value>(now: Clock = createClock()): Store<Value> {
  const entries = new Map<string, Entry<Value>>();
  /** Keys of each owner, oldest first. */
  const keysOf = new Map<string, Set<string>>();
  let sweeper: NodeJS.Timeout | undefined;
  let closed = false;

  const remove = (key: string): Entry<Value> | undefined => {
    const entry = entries.get(key);
    if (!entry) return undefined;
    entries.delete(key);
    const keys = keysOf.get(entry.owner);
    keys?.delete(key);
    if (keys?.size === 0) keysOf.delete(entry.owner);
    return entry;
  };

  const removeExpired = (keys: Iterable<string>) => {
    for (const key of keys) {
      const entry = entries.get(key);
      if (entry && entry.expiresAt <= now()) remove(key);
    }
  };

  /** Schedules a sweep, as long as there are entries. */
  const sweepLater = () => {
    if (sweeper || closed || entries.size === 0) return;
    sweeper = setTimeout(() => {
      sweeper = undefined;
      removeExpired(entries.keys());
      sweepLater();
    }, SWEEP_MS).unref();
  };

  const live = (entry: Entry<Value> | undefined): Kept<Value> | undefined =>
    entry && entry.expiresAt > now() ? { value: entry.value, expiresAt: entry.expiresAt } : undefined;

  // Each function runs to its end without an await, which is all the atomicity that one process needs.
  return {
    async put(key, value, { expiresAt, owner, limit }) {
      removeExpired(keysOf.get(owner) ?? []);
      const keys = keysOf.get(owner) ?? new Set();
      const [oldest] = keys;
      const entry = oldest === undefined ? undefined : entries.get(oldest);
      if (oldest !== undefined && entry && keys.size >= limit && !keys.has(key)) {
        return { key: oldest, expiresAt: entry.expiresAt };
      }
      remove(key);
      entries.set(key, { value, owner, expiresAt });
      keysOf.set(owner, keys.add(key));
      sweepLater();
      return undefined;
    },
    get: async (key) => live(entries.get(key)),
    take: async (key) => live(remove(key)),
    missing: async (keys) => keys.filter((key) => !live(entries.get(key))),
    async close() {
      closed = true;
      clearTimeout(sweeper);
      entries.clear();
      keysOf.clear();
    },
  };
}
