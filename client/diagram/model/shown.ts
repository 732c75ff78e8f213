/** What of the picture is seen, and where. */
import type { Row } from './rows.ts';

/** What there is to be drawn. */
export interface Picture {
  readonly rows: readonly Row[];
  /** What is waited for, if more may come. */
  readonly waiting: Waiting | undefined;
  /** Everybody who tells of it has told all that has happened so far. */
  readonly complete: boolean;
}

/** What the picture waits for; `until` is on the page's clock. */
export type Waiting =
  | { readonly for: 'more' }
  | { readonly for: 'deadline' | 'attempt' | 'time'; readonly until: number };

/** As a part of a page, which scrolls, or for a room, which sees all of it. */
export type View = 'page' | 'stage';

/** How far the picture has come. */
export interface Shown {
  /** The rows that are seen. */
  readonly rows: readonly Row[];
  /** Rows that are there and not seen yet. */
  readonly heldBack: number;
  /** How many of the page's own facts are seen, see `isToldByRow`. */
  readonly learned: number;
  /** Nothing is missing of what has happened so far. */
  readonly complete: boolean;
  /** The row that came into view last, where they come one by one. */
  readonly current: Row | undefined;
  readonly opened: Row | undefined;
}
