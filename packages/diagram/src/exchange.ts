/** What two said to each other, as rows of a sequence diagram. */
import type { LifeLine } from './life-lines.ts';
import type { DrawnRow } from './rows.ts';

export interface ExchangeLine {
  /** Milliseconds since the first line. */
  readonly at: number;
  /** `band`: a state of both. */
  readonly kind: 'arrow' | 'band';
  readonly label: string;
  /** The label is what was on the wire, not our words for it. */
  readonly literal: boolean;
  /** What else is worth a look; may be empty. */
  readonly aside: string;
}

/** A pause longer than this is marked. */
const PAUSE_MS = 1000;

/** @param isAnswer - whether an arrow is the second's */
export function exchangeRows<Line extends ExchangeLine>(
  lines: readonly Line[],
  [first, second]: readonly [LifeLine, LifeLine],
  isAnswer: (line: Line) => boolean,
): DrawnRow[] {
  return lines.map((line, index) => {
    const { at, kind, label, literal, aside } = line;
    const pauseMs = at - (lines[index - 1]?.at ?? at);
    const [from, to] = kind === 'arrow' && isAnswer(line) ? [second, first] : [first, second];
    return {
      key: String(index),
      at,
      kind,
      from,
      to,
      label,
      literal,
      tone: 'neutral',
      dashed: false,
      ...(aside !== '' && { aside }),
      ...(pauseMs > PAUSE_MS && { pauseMs }),
    };
  });
}
