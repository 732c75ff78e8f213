/**
 * Milliseconds that never go back. They begin with those since 1970; after that only differences mean something.
 */
export type Clock = () => number;

/**
 * How much further the wall clock must have gone than the steady one before it counts, in milliseconds. Two clocks are
 * never read at the very same moment.
 */
const TOLERANCE_MS = 100;

/**
 * One clock of two, since each alone fails: the wall clock may be set, and the steady one stands still while the machine
 * sleeps. Time passes here as soon as it has passed on either. So what is good for a minute is good for no longer,
 * whether the machine slept, or somebody set its clock, in whichever direction.
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
      // Set back: the wall clock goes on from where it is now, and nothing here is any younger for it.
      if (grown > 0) added += grown;
    }
    return now + added;
  };
}
