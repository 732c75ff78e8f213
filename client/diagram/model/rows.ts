/** The rows of the sequence diagram: what list, Mermaid and detail read beside what is drawn. */
import type { DrawnRow } from '@websocket-auth-lab/diagram';
import type { HeaderFields } from '../../../protocol/trace.ts';
import { reading } from '../../words/diagram.ts';
import type { Moment } from './facts.ts';

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

export interface Row extends DrawnRow {
  /** What is drawn by it. */
  readonly fact?: Moment['fact'];
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
