import { setImmediate as turn } from 'node:timers/promises';

/** Counts what is under way, and tells when nothing is. */
export interface UnderWay {
  /** Something begins. @returns what ends it; calling that again does nothing */
  begin(): () => void;
  /** Resolves when nothing is under way, and a turn of the event loop has brought nothing new. */
  over(): Promise<void>;
}

export function createUnderWay(): UnderWay {
  const running = new Set<() => void>();
  let waiting: (() => void)[] = [];
  return {
    begin() {
      const end = () => {
        running.delete(end);
        if (running.size > 0) return;
        for (const told of waiting) told();
        waiting = [];
      };
      running.add(end);
      return end;
    },
    async over() {
      do {
        if (running.size > 0) await new Promise<void>((resolve) => waiting.push(resolve));
        // What ends may begin something else, and what has arrived by now is yet to be read.
        await turn();
      } while (running.size > 0);
    },
  };
}
