import type { Bus } from './bus.ts';

/** A bus within this process, for a service of one node. */
export function memoryBus(): Bus {
  const listeners = new Map<string, Set<(message: string) => void>>();
  return {
    publish(topic, message) {
      for (const listener of listeners.get(topic) ?? []) listener(message);
    },
    subscribe(topic, listener) {
      listeners.set(topic, new Set(listeners.get(topic)).add(listener));
    },
  };
}
