/**
 * The word of a list that is most like another one.
 *
 * @returns `undefined` when none is like it: more than half of its letters would have to change
 */
export function nearest(word: string, words: Iterable<string>): string | undefined {
  let best: string | undefined;
  let fewest = Math.floor(Math.max(word.length, 3) / 2) + 1;
  for (const candidate of words) {
    const [from, to] = [word.toLowerCase(), candidate.toLowerCase()];
    // A word that was only begun is as near as one with a wrong letter.
    const steps = from.length > 2 && to.startsWith(from) ? 1 : distance(from, to);
    if (steps < fewest) [best, fewest] = [candidate, steps];
  }
  return best;
}

/** `Did you mean …?`, or nothing. */
export function suggestion(word: string, words: Iterable<string>, prefix = ''): string {
  const like = nearest(word, words);
  return like === undefined ? '' : ` Did you mean ${prefix}${like}?`;
}

/** Letters to insert, delete or replace (Levenshtein). */
function distance(from: string, to: string): number {
  let row = Array.from({ length: to.length + 1 }, (_, index) => index);
  for (const [index, letter] of [...from].entries()) {
    const next = [index + 1];
    for (const [at, other] of [...to].entries()) {
      const replace = (row[at] ?? 0) + (letter === other ? 0 : 1);
      next.push(Math.min(replace, (row[at + 1] ?? 0) + 1, (next[at] ?? 0) + 1));
    }
    row = next;
  }
  return row[to.length] ?? 0;
}
