/**
 * A waiting line for costly work: a few tasks run at once, and the others wait until it is the turn of their address.
 */

export interface FairLineLimits {
  /** Most tasks that run at once. */
  readonly running: number;
  /** Most tasks that wait. */
  readonly waiting: number;
}

export interface FairLine {
  /**
   * Runs a task when its turn has come. Addresses take turns, so an address with one task waits for one task of every
   * other address, not for all of theirs. A full line makes room for an address that has fewer tasks in it than
   * another: the last task of the busiest address is turned away.
   *
   * @param address - the key under which the client is counted
   * @param signal - aborted when nobody waits for the result any more; a task that has begun goes on
   * @returns the result; `undefined` if the task was not begun, because there was no room or nobody waited any more
   * @throws the error of the task
   */
  pass<Result>(
    address: string,
    work: () => Promise<Result>,
    signal?: AbortSignal,
  ): Promise<{ readonly result: Result } | undefined>;
}

/** Called once: with true when the task's turn has come, with false when it is turned away. */
type Waiting = (mayEnter: boolean) => void;

export function createFairLine(limits: FairLineLimits): FairLine {
  /** The tasks of each address that waits. The address whose turn is next comes first. */
  const lines = new Map<string, Waiting[]>();
  let running = 0;
  let waiting = 0;

  const lengthOf = (address: string) => lines.get(address)?.length ?? 0;

  /** Whether there is room for one more, if need be after turning away a task of the busiest address. */
  const hasRoomFor = (address: string): boolean => {
    if (waiting < limits.waiting) return true;
    const [longest = []] = [...lines.values()].sort((one, other) => other.length - one.length);
    // The newcomer's address must not end up with more than the other, or the two would displace each other in turn.
    if (longest.length <= lengthOf(address) + 1) return false;
    longest.at(-1)?.(false);
    return true;
  };

  const join = (address: string, one: Waiting) => {
    lines.set(address, [...(lines.get(address) ?? []), one]);
    waiting++;
  };

  /** Takes a task out of the line, if it is still in it; the address keeps its turn. */
  const leave = (address: string, one: Waiting) => {
    const line = lines.get(address) ?? [];
    const rest = line.filter((other) => other !== one);
    waiting -= line.length - rest.length;
    if (rest.length > 0) lines.set(address, rest);
    else lines.delete(address);
  };

  /** Waits for the task's turn. @returns whether it has come */
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

  /** Starts the next task in place of one that has ended, so that no newcomer gets in between. */
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
