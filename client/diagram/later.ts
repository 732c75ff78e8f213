/** A place for what few connections need to be drawn: later-rows.ts, loaded with the server's report. */
import type { ServerMoment } from './facts.ts';
import type { Known } from './known.ts';
import type { Sketch } from './sketches.ts';

export const later: { draw?: (fact: ServerMoment['fact'], known: Known) => Sketch | undefined } = {};
