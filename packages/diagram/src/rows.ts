/** The rows of a sequence diagram, as far as a picture of them goes. */
import type { LifeLine } from './life-lines.ts';

/** Did it go well? Colours follow this, and the words beside them say it too. */
export type Tone = 'neutral' | 'good' | 'bad';

export interface DrawnRow {
  readonly key: string;
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
}

const marks: Readonly<Record<Tone, string>> = { neutral: '', good: '✓ ', bad: '✗ ' };

/** The label with the mark that says its tone without colour. */
export function markedLabel({ label, tone }: Pick<DrawnRow, 'label' | 'tone'>): string {
  return marks[tone] + label;
}
