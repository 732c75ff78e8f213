/** Lets somebody in now, or when it is his turn. */
export type Turnstile = (enter: () => void) => void;

/**
 * Lets only so many enter in one turn of the event loop; the others wait in line. What is expensive and arrives all at
 * once then takes turns with everybody else's work, and nobody who is inside waits for the whole crowd.
 */
export function createTurnstile(perTurn: number): Turnstile {
  let line: (() => void)[] = [];
  let entered = 0;

  const turn = () => {
    const next = line.slice(0, perTurn);
    line = line.slice(perTurn);
    entered = next.length;
    if (entered > 0) setImmediate(turn);
    for (const enter of next) enter();
  };

  return (enter) => {
    if (entered >= perTurn) {
      line.push(enter);
      return;
    }
    // The first of a turn begins it.
    if (entered++ === 0) setImmediate(turn);
    enter();
  };
}
