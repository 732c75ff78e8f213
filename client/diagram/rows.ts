/** The rows of the sequence diagram: what layout, list, Mermaid and detail all read. */
import type { HeaderFields } from '../../protocol/trace.ts';
import { reading } from '../words/diagram.ts';
import type { Moment } from './facts.ts';
import type { LifeLine } from './life-lines.ts';

/** Did it go well? Colours follow this, and the words beside them say it too. */
export type Tone = 'neutral' | 'good' | 'bad';

/** What opening a row shows. */
export interface Detail {
  /** What it is, without time and direction, e.g. `text frame, 51 bytes`. */
  readonly what: string;
  readonly headers?: HeaderFields;
  /** A frame's header in words. */
  readonly frame?: string;
  /** What it carried, as text. */
  readonly payload?: string;
  /** Both halves of the handshake's puzzle, for Accept to be computed anew. */
  readonly handshake?: { readonly key: string; readonly accept: string };
  /** What it means, in one sentence. */
  readonly explanation: string;
}

export interface Row {
  readonly key: string;
  /** What is drawn by it. */
  readonly fact?: Moment['fact'];
  /** Milliseconds since the first row. */
  readonly at: number;
  /** `arrow`: from one life line to another; `band`: a state of both; `note`: only `from` knows. */
  readonly kind: 'arrow' | 'band' | 'note';
  readonly from: LifeLine;
  readonly to: LifeLine;
  readonly label: string;
  /** The label is what was on the wire, not our words for it. */
  readonly literal: boolean;
  readonly tone: Tone;
  /** Part of the check, not of the connection. */
  readonly dashed: boolean;
  /** Stands beside the row, in small. */
  readonly aside?: string;
  /** Milliseconds in which nothing happened before it, when that is worth a mark. */
  readonly pauseMs?: number;
  /** An arrow that nothing shows to have arrived: it ends before it reaches anybody. */
  readonly stops?: boolean;
  /** Key of the row after which it arrives, where others are drawn between its sending and its arrival. */
  readonly arrivesAfter?: string;
  /** A new connection begins here: a good place to go on in the next column. */
  readonly begins?: boolean;
  /** How many of its own facts the page has learned once this row is seen (`toldByRows` in facts.ts). */
  readonly learned: number;
  /** Whom the server let in with this row. */
  readonly user?: string;
  /** Why the server refuses with this row; the client is told less. */
  readonly cause?: string;
  readonly detail: Detail;
}

const marks: Readonly<Record<Tone, string>> = { neutral: '', good: '✓ ', bad: '✗ ' };

/** The label with the mark that says its tone without colour. */
export function markedLabel({ label, tone }: Pick<Row, 'label' | 'tone'>): string {
  return marks[tone] + label;
}

/** Milliseconds as `0.42`. */
export function seconds(ms: number): string {
  return decimal(Math.max(0, ms) / 1000, 2);
}

/** A span of time as a person would say it: `21 ms`, `5.0 s`. */
export function duration(ms: number): string {
  if (ms < 10) return `${decimal(ms, 1)} ms`;
  return ms < 1000 ? `${Math.round(ms)} ms` : `${decimal(ms / 1000, 1)} s`;
}

/** With the mark that the language of the page has before decimals. */
function decimal(value: number, digits: number): string {
  return value.toFixed(digits).replace('.', reading.decimalMark);
}

/** Who speaks to whom: `Client → Server`. */
export function direction({ kind, from, to }: Pick<Row, 'kind' | 'from' | 'to'>): string {
  const [first, second] = [from.short, to.short];
  if (kind === 'note') return first;
  return kind === 'band' ? reading.between(first, second) : `${first} → ${second}`;
}

/** A row in one spoken line: `0.42 seconds, client to server: text frame, 51 bytes, {"token":…}`. */
export function spoken(row: Row): string {
  const who = direction(row).toLowerCase().replace('→', reading.to);
  const { what } = row.detail;
  const label = row.label === what ? '' : `, ${row.label}`;
  const pause = row.pauseMs === undefined ? undefined : duration(row.pauseMs);
  const aside = row.aside === undefined ? '' : `, ${row.aside}`;
  return reading.row(seconds(row.at), pause, who, `${what}${label}${aside}`);
}
