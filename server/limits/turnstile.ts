/**
 * Calls `enter` at once, or when the client's turn comes.
 *
 * @param address - the key under which the client is counted
 */
export type Turnstile = (address: string, enter: () => void) => void;

interface Waiting {
  readonly address: string;
  enter(): void;
}

/**
 * Lets only so many clients enter in one turn of the event loop; the others wait in line. So expensive work that
 * arrives all at once takes turns with everything else, and clients that are inside do not wait for a whole crowd.
 *
 * Every other client that enters is the one that has waited longest; those between come from one address after the
 * other. So a crowd from a few addresses, however large, does not stand in front of a single newcomer, and a class that
 * shares an address need not wait until every other address has had its turn.
 */
export function createTurnstile(perTurn: number): Turnstile {
  /** All that wait, in the order of their arrival. */
  const line = new Set<Waiting>();
  /** The same, by address. The address whose turn is next comes first. */
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
    // The first client to enter begins a turn.
    if (entered++ === 0) setImmediate(turn);
    enter();
  };
}
