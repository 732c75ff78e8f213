/** Counts what is under way, and tells when nothing is. */
export interface UnderWay {
  /** Something begins. @returns what ends it; calling that again does nothing */
  begin(): () => void;
  /** Resolves as soon as nothing is under way. */
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
      // What ends may have begun something else in the same turn.
      while (running.size > 0) await new Promise<void>((resolve) => waiting.push(resolve));
    },
  };
}
