/** A line for work that is costly: a few at once, and the others wait until it is the turn of their address. */

export interface FairLineLimits {
  /** Works at once. */
  readonly running: number;
  /** Places in the line. */
  readonly waiting: number;
}

export interface FairLine {
  /**
   * Does a work when its turn has come. Addresses take turns, so that whoever brings one waits for one of every other
   * address, not for all of theirs. A line that is full makes room for an address that has fewer places than another:
   * the last work of that one is turned away.
   *
   * @param address - under which its places are counted
   * @param signal - aborted when nobody waits for the result any more; a work that has begun goes on
   * @returns the result; `undefined` when the work was not begun, since there was no room or nobody waited any more
   * @throws the error of the work
   */
  pass<Result>(
    address: string,
    work: () => Promise<Result>,
    signal?: AbortSignal,
  ): Promise<{ readonly result: Result } | undefined>;
}

/** Told whether its turn has come. */
type Waiting = (mayEnter: boolean) => void;

export function createFairLine(limits: FairLineLimits): FairLine {
  /** Of each address that waits, first the one whose turn is next. */
  const lines = new Map<string, Waiting[]>();
  let running = 0;
  let waiting = 0;

  const lengthOf = (address: string) => lines.get(address)?.length ?? 0;

  /** Whether there is a place for one more, or was after somebody was turned away for it. */
  const hasRoomFor = (address: string): boolean => {
    if (waiting < limits.waiting) return true;
    const [longest = []] = [...lines.values()].sort((one, other) => other.length - one.length);
    // Taken by somebody who would then have as many, it would go to and fro.
    if (longest.length <= lengthOf(address) + 1) return false;
    longest.at(-1)?.(false);
    return true;
  };

  const join = (address: string, one: Waiting) => {
    lines.set(address, [...(lines.get(address) ?? []), one]);
    waiting++;
  };

  /** Takes somebody out of the line, if they are still in it; the address keeps its turn. */
  const leave = (address: string, one: Waiting) => {
    const line = lines.get(address) ?? [];
    const rest = line.filter((other) => other !== one);
    waiting -= line.length - rest.length;
    if (rest.length > 0) lines.set(address, rest);
    else lines.delete(address);
  };

  /** Waits for a place among the running. @returns whether there is one */
  const enter = async (address: string, signal: AbortSignal | undefined): Promise<boolean> => {
    if (signal?.aborted) return false;
    if (running < limits.running) {
      running++;
      return true;
    }
    if (!hasRoomFor(address)) return false;
    return new Promise((resolve) => {
      const giveUp = () => one(false);
      const one: Waiting = (mayEnter) => {
        leave(address, one);
        signal?.removeEventListener('abort', giveUp);
        resolve(mayEnter);
      };
      signal?.addEventListener('abort', giveUp);
      join(address, one);
    });
  };

  /** The place goes to whoever is next, without being free in between. */
  const next = () => {
    const [turn] = lines;
    if (!turn) {
      running--;
      return;
    }
    const [address, [one]] = turn;
    one?.(true);
    // The next turn of this address comes after everybody else's.
    const rest = lines.get(address);
    lines.delete(address);
    if (rest) lines.set(address, rest);
  };

  return {
    async pass(address, work, signal) {
      if (!(await enter(address, signal))) return undefined;
      try {
        return { result: await work() };
      } finally {
        next();
      }
    },
  };
}
