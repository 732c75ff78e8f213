/** Brings the facts of two clocks into one bounded order. Pure. */
import type { TraceEvent } from '../../protocol/trace.ts';
import { isMessage, type Moment, type PageFact } from './facts.ts';

export const foldLimits = {
  /** Messages at the beginning that are always kept. */
  first: 60,
  /** Moments at the end that are always kept. */
  last: 40,
} as const;

export interface Timeline {
  /** @param at - milliseconds on the page's clock */
  addFromPage(fact: PageFact, at: number): void;
  /**
   * Facts in the server's order.
   *
   * @param connection - tells one connection from another; the first facts of each come before the next is opened
   */
  addFromServer(events: readonly TraceEvent[], connection: symbol): void;
  /** All moments in order, the middle of a long session folded into one. */
  moments(): readonly Moment[];
}

/**
 * Makes an empty timeline.
 *
 * The server's clock is laid on the page's at one moment per connection: its first event is when the page opened
 * the connection. So what the server did never stands later than what the page saw of it. The order within each
 * source is kept, whatever the clocks say.
 */
export function createTimeline(): Timeline {
  const beginning: Moment[] = [];
  const end: Moment[] = [];
  let messages = 0;
  let folded: { key: number; at: number; messages: number } | undefined;
  let lastKey = 0;
  const offsets = new Map<symbol, number>();
  let openedAt = 0;

  function insert(moment: Moment): void {
    const list = messages < foldLimits.first ? beginning : end;
    if (isMessage(moment)) messages++;
    let index = list.length;
    for (let before = list[index - 1]; before && isLater(before, moment); before = list[index - 1]) index--;
    list.splice(index, 0, moment);
    while (end.length > foldLimits.last) fold(end.shift());
  }

  function fold(moment: Moment | undefined): void {
    if (!moment) return;
    folded ??= { key: ++lastKey, at: moment.at, messages: 0 };
    if (isMessage(moment)) folded.messages++;
  }

  return {
    addFromPage(fact, at) {
      if (fact.type === 'opening') openedAt = at;
      insert({ key: ++lastKey, at, by: 'page', fact });
    },
    addFromServer(events, connection) {
      for (const fact of events) {
        const offset = offsets.get(connection) ?? openedAt - fact.at;
        offsets.set(connection, offset);
        insert({ key: ++lastKey, at: fact.at + offset, by: 'server', fact });
      }
    },
    moments() {
      if (!folded) return [...beginning, ...end];
      const { key, at } = folded;
      const fact = { type: 'folded', messages: folded.messages } as const;
      return [...beginning, { key, at, by: 'page', fact }, ...end];
    },
  };
}

/** Facts of one source keep their order. */
function isLater(before: Moment, moment: Moment): boolean {
  return before.by !== moment.by && before.at > moment.at;
}
