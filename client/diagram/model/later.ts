/** A place for what few connections need to be drawn. */
import type { ServerMoment } from './facts.ts';
import type { Known } from './known.ts';
import type { Sketch } from './sketches.ts';

export const later: {
  /** Rows that few connections have: later-rows.ts, loaded with the server's report. */
  draw?: (fact: ServerMoment['fact'], known: Known) => Sketch | undefined;
  /** What a message of an authenticated connection means, where it is no echo: set by the page that has such. */
  explain?: (text: string) => string | undefined;
} = {};
