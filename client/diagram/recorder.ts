/** Lets a diagram follow what page and server tell of connections. */
import type { TraceEvent } from '../../protocol/trace.ts';
import type { Diagram } from './diagram.ts';
import type { PageFact } from './model/facts.ts';
import { draw } from './model/model.ts';
import { createTimeline } from './model/timeline.ts';

/** Takes the facts of one story. Facts of a story that is no longer shown change nothing. */
export interface Recorder {
  /** @param at - milliseconds on the page's clock, where it is told later than it happened */
  page(fact: PageFact, at?: number): void;
  /** @param connection - tells one connection of the story from another */
  server(events: readonly TraceEvent[], connection: symbol): void;
}

/** Begins a new, empty picture of connections. */
export function recordOn(diagram: Diagram): Recorder {
  const timeline = createTimeline();
  const changed = diagram.begin(() => {
    const picture = draw(timeline.moments());
    return { ...picture, complete: picture.complete && timeline.untold === 0 };
  });
  return {
    page(fact, at = performance.now()) {
      timeline.addFromPage(fact, at);
      changed();
    },
    server(events, connection) {
      timeline.addFromServer(events, connection);
      changed();
    },
  };
}
