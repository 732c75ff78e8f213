/** Decides how much of the picture is seen yet. The picture waits, not the server. Pure: the caller keeps the time. */
import type { Row } from './model/rows.ts';

/** `step`: a row per press; `slow`: a row per beat; `live`: everything at once. */
export type Mode = 'step' | 'slow' | 'live';

/** Whether a text names a mode. */
export function isMode(text: string): text is Mode {
  return text === 'step' || text === 'slow' || text === 'live';
}

/** Milliseconds from row to row in slow motion. */
export const SLOW_BEAT_MS = 900;

export interface Presenter {
  readonly mode: Mode;
  /** Rows that are there and not seen yet. */
  readonly heldBack: number;
  /** The row that came into view last, by a step or a beat. */
  readonly current: Row | undefined;
  /** Changes how rows become visible. What is seen already stays seen. */
  setMode(mode: Mode): void;
  /** Takes all rows as they are now, and returns those to be seen. */
  show(rows: readonly Row[]): readonly Row[];
  /** Lets the first row that is held back be seen at the next `show`. */
  next(): void;
  /** Hides the last row that is seen. */
  back(): void;
  /** Lets everything that is there be seen. */
  showAll(): void;
  /** Forgets everything but the mode. */
  restart(): void;
}

export function createPresenter(): Presenter {
  let mode: Mode = 'live';
  let all: readonly Row[] = [];
  // By key and not by count: a late fact may put a row before one that is seen.
  let seen = new Set<string>();
  let currentKey: string | undefined;

  const rowsSeen = () => (mode === 'live' ? all : all.filter(({ key }) => seen.has(key)));
  const heldBack = () => (mode === 'live' ? [] : all.filter(({ key }) => !seen.has(key)));
  const showAll = () => {
    seen = new Set(all.map(({ key }) => key));
    currentKey = all.at(-1)?.key;
  };

  return {
    get mode() {
      return mode;
    },
    get heldBack() {
      return heldBack().length;
    },
    get current() {
      return mode === 'live' ? undefined : all.find(({ key }) => key === currentKey);
    },
    setMode(wanted) {
      if (mode === 'live') showAll();
      mode = wanted;
    },
    show(rows) {
      all = rows;
      return rowsSeen();
    },
    next() {
      const [first] = heldBack();
      if (!first) return;
      seen.add(first.key);
      currentKey = first.key;
    },
    back() {
      const last = rowsSeen().at(-1);
      if (!last) return;
      seen.delete(last.key);
      currentKey = rowsSeen().at(-1)?.key;
    },
    showAll,
    restart() {
      all = [];
      seen = new Set();
      currentKey = undefined;
    },
  };
}
