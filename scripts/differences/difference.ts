/** Cuts pieces out of sources and compares them line by line. Pure. */
import { diffArrays } from 'diff';

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

/** What both have in common, and between it the lines of either: those of the weak one first. */
export function difference(weak: string[], fixed: string[]): Line[] {
  return diffArrays(weak, fixed).flatMap(({ added, removed, value }) =>
    value.map((text) => ({ side: added ? 'fixed' : removed ? 'weak' : 'same', text }) as const),
  );
}
