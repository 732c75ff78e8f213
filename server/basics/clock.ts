/**
 * Milliseconds that never go back. The first reading is that of the wall clock; after that only differences mean
 * something.
 */
export type Clock = () => number;

/**
 * Milliseconds by which the two clocks may drift apart before it counts: they are never read at the very same moment.
 */
const TOLERANCE_MS = 100;

/**
 * Makes one clock of two, since each alone fails: the wall clock may be set, and the steady one stands still while the
 * machine sleeps. Time passes on this clock as soon as it has passed on either. So a token that is valid for a minute
 * is never valid for longer, whether the machine slept or its clock was set forward or back.
 *
 * @param wall - milliseconds since 1970; may jump
 * @param steady - milliseconds since any moment; may stand still, and never goes back
 */
export function createClock(
  wall: () => number = Date.now,
  steady: () => number = () => performance.now(),
): Clock {
  let difference = wall() - steady();
  let added = difference;
  return () => {
    const now = steady();
    const grown = wall() - now - difference;
    if (Math.abs(grown) > TOLERANCE_MS) {
      difference += grown;
      // A wall clock that was set back is followed from its new time, and takes nothing back here.
      if (grown > 0) added += grown;
    }
    return now + added;
  };
}
