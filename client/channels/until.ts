/** Waits until something becomes true. */

/** Milliseconds after which it is not waited for any more. */
const PATIENCE_MS = 10_000;

export interface Until {
  /** Resolves to whether it becomes true in time. */
  becomes(isTrue: () => boolean): Promise<boolean>;
  /** Something has changed. */
  changed(): void;
}

export function createUntil(): Until {
  const waiting = new Set<() => void>();
  return {
    becomes: (isTrue) =>
      new Promise((resolve) => {
        const settle = () => {
          clearTimeout(timer);
          waiting.delete(look);
          resolve(isTrue());
        };
        const look = () => {
          if (isTrue()) settle();
        };
        const timer = setTimeout(settle, PATIENCE_MS);
        waiting.add(look);
        look();
      }),
    changed() {
      for (const look of waiting) look();
    },
  };
}
