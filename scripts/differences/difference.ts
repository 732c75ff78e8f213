/** Cuts pieces out of sources and compares them line by line. Pure. */

export interface Line {
  readonly side: 'same' | 'weak' | 'fixed';
  readonly text: string;
}

/**
 * The statement or member that begins on the line that holds a text: to the line on which its brackets are closed.
 *
 * @returns its lines, indented as if it stood alone
 * @throws where the source has no such line
 */
export function pieceOf(source: string, from: string): string[] {
  const lines = source.split('\n');
  const start = lines.findIndex((line) => line.includes(from));
  if (start === -1) throw new Error(`No line holds ${from}`);
  let depth = 0;
  let end = start;
  for (; end < lines.length; end++) {
    for (const sign of lines[end]?.match(/[()[\]{}]/g) ?? []) depth += /[([{]/.test(sign) ? 1 : -1;
    if (depth <= 0) break;
  }
  const piece = lines.slice(start, end + 1);
  const indent = /^ */.exec(piece[0] ?? '')?.[0].length ?? 0;
  return piece.map((line) => line.slice(Math.min(indent, /^ */.exec(line)?.[0].length ?? 0)));
}

/** What both have in common, and around it the lines of either: those of the weak one first (longest common subsequence). */
export function difference(weak: readonly string[], fixed: readonly string[]): Line[] {
  const common = Array.from({ length: weak.length + 1 }, () => new Array<number>(fixed.length + 1).fill(0));
  const at = (one: number, other: number) => common[one]?.[other] ?? 0;
  for (let one = weak.length - 1; one >= 0; one--) {
    const row = common[one] ?? [];
    for (let other = fixed.length - 1; other >= 0; other--) {
      row[other] =
        weak[one] === fixed[other]
          ? at(one + 1, other + 1) + 1
          : Math.max(at(one + 1, other), at(one, other + 1));
    }
  }
  const lines: Line[] = [];
  let [one, other] = [0, 0];
  while (one < weak.length || other < fixed.length) {
    const [weakLine, fixedLine] = [weak[one], fixed[other]];
    if (weakLine !== undefined && weakLine === fixedLine) {
      lines.push({ side: 'same', text: weakLine });
      one++;
      other++;
    } else if (
      weakLine !== undefined &&
      (fixedLine === undefined || at(one + 1, other) >= at(one, other + 1))
    ) {
      lines.push({ side: 'weak', text: weakLine });
      one++;
    } else {
      lines.push({ side: 'fixed', text: fixedLine ?? '' });
      other++;
    }
  }
  return lines;
}
