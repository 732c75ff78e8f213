let turn: number | undefined;

function end(): void {
  turn = undefined;
}

/**
 * Milliseconds of a clock that never goes back, read once per turn of the event loop: for what happens many times in
 * one turn and needs no more precision.
 */
export function turnNow(): number {
  if (turn === undefined) {
    turn = performance.now();
    setImmediate(end);
  }
  return turn;
}
