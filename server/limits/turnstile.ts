/**
 * Lets somebody enter now, or when their turn comes.
 *
 * @param address - the key under which the client is counted
 */
export type Turnstile = (address: string, enter: () => void) => void;

interface Waiting {
  readonly address: string;
  enter(): void;
}

/**
 * Lets only so many enter in one turn of the event loop; the others wait in line. What is expensive and arrives all at
 * once then takes turns with everybody else's work, and nobody who is inside waits for the whole crowd.
 *
 * Every other place goes to the longest waiting; those between go to one address after the other. So a crowd from a few
 * addresses does not stand before a single newcomer, however large it is, and a class that shares an address need not
 * wait until each of the others had its turn.
 */
export function createTurnstile(perTurn: number): Turnstile {
  /** In the order of coming. */
  const line = new Set<Waiting>();
  /** The same by address. The address whose turn it is comes first. */
  const byAddress = new Map<string, Set<Waiting>>();
  let entered = 0;

  const longestWaiting = (): Waiting | undefined => {
    const [first] = line;
    return first;
  };

  const firstOfNextAddress = (): Waiting | undefined => {
    const [next] = byAddress;
    if (!next) return undefined;
    const [address, theirs] = next;
    byAddress.delete(address);
    byAddress.set(address, theirs);
    const [first] = theirs;
    return first;
  };

  const join = (waiting: Waiting) => {
    line.add(waiting);
    const theirs = byAddress.get(waiting.address);
    if (theirs) theirs.add(waiting);
    else byAddress.set(waiting.address, new Set([waiting]));
  };

  const leave = (waiting: Waiting) => {
    line.delete(waiting);
    const theirs = byAddress.get(waiting.address);
    theirs?.delete(waiting);
    if (theirs?.size === 0) byAddress.delete(waiting.address);
  };

  const turn = () => {
    const next: Waiting[] = [];
    while (next.length < perTurn) {
      const one = next.length % 2 === 0 ? longestWaiting() : firstOfNextAddress();
      if (!one) break;
      leave(one);
      next.push(one);
    }
    entered = next.length;
    if (entered > 0) setImmediate(turn);
    for (const one of next) one.enter();
  };

  return (address, enter) => {
    if (entered >= perTurn) return join({ address, enter });
    // The first of a turn begins it.
    if (entered++ === 0) setImmediate(turn);
    enter();
  };
}
