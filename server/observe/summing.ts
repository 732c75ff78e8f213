/** Lines of the same kind that come by the hundred, told together: a flood is not to bury what a class reads. */

/** Lines of a kind that are told one by one … */
const MOST = 5;

/** … within so many milliseconds. The others are counted, and told of when these are over. */
const WINDOW_MS = 1000;

/**
 * @param write - gets a line that is told
 * @param tell - gets the kind of lines that were not told one by one, and how many these are
 * @returns takes a line of a kind, which is made only where it is told
 */
export function sumUp(
  write: (line: string) => void,
  tell: (kind: string, count: number) => void,
): (kind: string, line: () => string) => void {
  /** How many came of each kind, while a window is open. */
  const counts = new Map<string, number>();

  const end = () => {
    const over = [...counts].flatMap(([kind, count]) => (count > MOST ? [{ kind, more: count - MOST }] : []));
    counts.clear();
    for (const { kind, more } of over) tell(kind, more);
  };

  return (kind, line) => {
    // Nobody has to wait for its end.
    if (counts.size === 0) setTimeout(end, WINDOW_MS).unref();
    const count = (counts.get(kind) ?? 0) + 1;
    counts.set(kind, count);
    if (count <= MOST) write(line());
  };
}
