/** How long to wait before an attempt to come back. Pure. */

export const backoff = {
  /** Milliseconds that the first pause may last. */
  baseMs: 500,
  /** Milliseconds that no pause exceeds, unless the server asks for more. */
  capMs: 30_000,
  /** Milliseconds that a server may ask for; a longer wait is for people to decide about. */
  maxAskedMs: 600_000,
} as const;

/**
 * A random pause below a limit that doubles with every attempt ("full jitter"). A server that went away takes all its
 * clients with it: they must not all be back in the same moment.
 *
 * @param attempt - 1 for the first
 * @param random - from 0 to below 1
 * @param askedMs - what the server asked for; the random part comes on top, for it told everybody the same
 * @returns milliseconds
 */
export function pauseBefore(attempt: number, random: number, askedMs = 0): number {
  const limit = Math.min(backoff.capMs, backoff.baseMs * 2 ** (attempt - 1));
  return Math.min(askedMs, backoff.maxAskedMs) + random * limit;
}
