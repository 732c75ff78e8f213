import { type LifeLine, markedLabel } from '@websocket-auth-lab/diagram';
import { labels } from '../words/diagram.ts';
import { duration, type Row } from './model/rows.ts';

/** Writes rows as a Mermaid sequence diagram, for slides and documents. */
export function toMermaid(lifeLines: readonly LifeLine[], rows: readonly Row[]): string {
  const participants = lifeLines.map(({ name, short }) =>
    name === short ? `participant ${short}` : `participant ${short} as ${name}`,
  );
  const middle = lifeLines.slice(0, 2).map(({ short }) => short);
  const lines = [...participants, ...rows.flatMap((row) => statements(row, middle.join()))];
  return `${['sequenceDiagram', ...lines.map((line) => `  ${line}`)].join('\n')}\n`;
}

/** @param middle - where a pause stands */
function statements(row: Row, middle: string): string[] {
  const { kind, pauseMs, aside } = row;
  const [from, to] = [row.from.short, row.to.short];
  const text = escaped(markedLabel(row));
  const pause = pauseMs === undefined ? [] : [`Note over ${middle}: ${labels.pause(duration(pauseMs))}`];
  if (kind === 'band') return [...pause, `Note over ${from},${to}: ${text}`];
  if (kind === 'note') return [...pause, `Note over ${from}: ${text}`];
  const note = aside === undefined ? [] : [`Note right of ${besideOf(row)}: ${escaped(aside)}`];
  return [...pause, `${from}${arrowOf(row)}${to}: ${text}`, ...note];
}

/** The line whose right side is free: what stands beside the last one would be outside of the picture. */
function besideOf({ from, to }: Row): string {
  const [left, right] = from.at < to.at ? [from, to] : [to, from];
  return (right.at === 1 ? left : right).short;
}

/** Mermaid has a cross for what is lost, and an open head for what is on its way while others overtake it. */
function arrowOf({ dashed, stops, arrivesAfter }: Row): string {
  if (stops) return dashed ? '--x' : '-x';
  if (arrivesAfter !== undefined) return dashed ? '--)' : '-)';
  return dashed ? '-->>' : '->>';
}

/** `#` begins an entity, `;` and a line's end end a statement, `<` may begin markup, `%%` a comment. */
function escaped(text: string): string {
  return text.replace(/[#;<>%]/g, (character) => `#${character.charCodeAt(0)};`).replace(/\s+/g, ' ');
}
