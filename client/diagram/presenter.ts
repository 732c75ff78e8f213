/** Decides how much of the picture is seen yet. The picture waits, not the server. Pure: the caller keeps the time. */
import type { Row } from './rows.ts';

/** `step`: a row per press; `slow`: a row per beat; `live`: everything at once. */
export type Mode = 'step' | 'slow' | 'live';

/** Milliseconds from row to row in slow motion. */
export const SLOW_BEAT_MS = 900;

export interface Presenter {
  readonly mode: Mode;
  /** Rows that are there and not seen yet. */
  readonly heldBack: number;
  /** Changes how rows become visible. What is seen already stays seen. */
  setMode(mode: Mode): void;
  /** Takes all rows as they are now, and returns those to be seen. */
  show(rows: readonly Row[]): readonly Row[];
  /** Lets the first row that is held back be seen at the next `show`. */
  next(): void;
  /** Forgets everything but the mode. */
  restart(): void;
}

export function createPresenter(): Presenter {
  let mode: Mode = 'live';
  let all: readonly Row[] = [];
  // By key and not by count: a late fact may put a row before one that is seen.
  let seen = new Set<string>();

  const heldBack = () => (mode === 'live' ? [] : all.filter(({ key }) => !seen.has(key)));

  return {
    get mode() {
      return mode;
    },
    get heldBack() {
      return heldBack().length;
    },
    setMode(wanted) {
      if (mode === 'live') seen = new Set(all.map(({ key }) => key));
      mode = wanted;
    },
    show(rows) {
      all = rows;
      return mode === 'live' ? rows : rows.filter(({ key }) => seen.has(key));
    },
    next() {
      const [first] = heldBack();
      if (first) seen.add(first.key);
    },
    restart() {
      all = [];
      seen = new Set();
    },
  };
}
