import type { Party } from '../../protocol/trace.ts';
import { duration, markedLabel, partyNames, type Row } from './rows.ts';

const ids: Readonly<Record<Party, string>> = { client: 'C', server: 'S', auth: 'A' };

/** Writes rows as a Mermaid sequence diagram, for slides and documents. */
export function toMermaid(rows: readonly Row[]): string {
  const parties = Object.entries(ids).map(([party, id]) => `participant ${id} as ${nameOf(party)}`);
  return `${['sequenceDiagram', ...[...parties, ...rows.flatMap(statements)].map((line) => `  ${line}`)].join('\n')}\n`;
}

function statements(row: Row): string[] {
  const { kind, from, to, pauseMs, aside } = row;
  const text = escaped(markedLabel(row));
  const pause = pauseMs === undefined ? [] : [`Note over C,S: … ${duration(pauseMs)}`];
  if (kind === 'band') return [...pause, `Note over ${ids[from]},${ids[to]}: ${text}`];
  if (kind === 'note') return [...pause, `Note over ${ids[from]}: ${text}`];
  const arrow = row.dashed ? '-->>' : '->>';
  const note = aside === undefined ? [] : [`Note right of S: ${escaped(aside)}`];
  return [...pause, `${ids[from]}${arrow}${ids[to]}: ${text}`, ...note];
}

function nameOf(party: string): string {
  return party === 'client' || party === 'server' || party === 'auth' ? partyNames[party] : party;
}

/** `#` begins an entity, `;` and a line's end end a statement, `<` may begin markup, `%%` a comment. */
function escaped(text: string): string {
  return text.replace(/[#;<>%]/g, (character) => `#${character.charCodeAt(0)};`).replace(/\s+/g, ' ');
}
