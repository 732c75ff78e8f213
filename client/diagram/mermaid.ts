import type { Party } from '../../protocol/trace.ts';
import { duration, markedLabel, type Row } from './rows.ts';
import { labels, partyNames } from './words.ts';

const ids: Readonly<Record<Party, string>> = { client: 'C', server: 'S', auth: 'A' };

/** Writes rows as a Mermaid sequence diagram, for slides and documents. */
export function toMermaid(rows: readonly Row[]): string {
  const parties = (['client', 'server', 'auth'] as const).map(
    (party) => `participant ${ids[party]} as ${partyNames[party]}`,
  );
  return `${['sequenceDiagram', ...[...parties, ...rows.flatMap(statements)].map((line) => `  ${line}`)].join('\n')}\n`;
}

function statements(row: Row): string[] {
  const { kind, from, to, pauseMs, aside } = row;
  const text = escaped(markedLabel(row));
  const pause = pauseMs === undefined ? [] : [`Note over C,S: ${labels.pause(duration(pauseMs))}`];
  if (kind === 'band') return [...pause, `Note over ${ids[from]},${ids[to]}: ${text}`];
  if (kind === 'note') return [...pause, `Note over ${ids[from]}: ${text}`];
  const note = aside === undefined ? [] : [`Note right of S: ${escaped(aside)}`];
  return [...pause, `${ids[from]}${arrowOf(row)}${ids[to]}: ${text}`, ...note];
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
