/** Brings the facts of two clocks into one bounded order. Pure. */
import type { TraceEvent } from '../../protocol/trace.ts';
import { beginsMessage, isMessage, type Moment, type PageFact, type Sending } from './facts.ts';

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
  /** Messages of the last connection that the page knows of and the server has not told of yet. */
  readonly untold: number;
}

/** What the page and the server each know of the messages of one connection. */
interface Traffic {
  /** Sent, and not yet told to have arrived. */
  readonly sendings: Sending[];
  /** Messages that the page received. */
  heard: number;
  /** Messages that the server told it sent. */
  spoken: number;
  traced: boolean;
}

/**
 * Makes an empty timeline.
 *
 * The server's clock is laid on the page's at one moment per connection: its first event is when the page opened
 * the connection. So what the server did never stands later than what the page saw of it. The order within each
 * source is kept, whatever the clocks say.
 *
 * Messages of the page stand for themselves only where the server does not tell of them. Otherwise they say when
 * the message that arrived at the server had been sent.
 */
export function createTimeline(): Timeline {
  const beginning: Moment[] = [];
  const end: Moment[] = [];
  let messages = 0;
  let folded: { key: number; at: number; messages: number } | undefined;
  let lastKey = 0;
  const connections = new Map<symbol, { readonly offset: number; readonly traffic: Traffic }>();
  let openedAt = 0;
  let traffic = newTraffic();
  let nextIsTraced = true;

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

  function note(fact: PageFact, at: number): void {
    switch (fact.type) {
      case 'untraced':
        nextIsTraced = false;
        traffic.traced = false;
        break;
      case 'opening':
        openedAt = at;
        traffic = newTraffic();
        traffic.traced = nextIsTraced;
        break;
      case 'sent':
        if (traffic.traced) traffic.sendings.push({ at, heard: traffic.heard });
        break;
      case 'received':
        traffic.heard++;
        break;
      case 'closed':
      case 'returning':
        nextIsTraced = true;
        break;
    }
  }

  return {
    addFromPage(fact, at) {
      note(fact, at);
      const toldByServer = (fact.type === 'sent' || fact.type === 'received') && traffic.traced;
      if (!toldByServer) insert({ key: ++lastKey, at, by: 'page', fact });
    },
    addFromServer(events, connection) {
      for (const fact of events) {
        const known = connections.get(connection) ?? { offset: openedAt - fact.at, traffic };
        connections.set(connection, known);
        const sending = arrival(fact, known.traffic);
        insert({
          key: ++lastKey,
          at: fact.at + known.offset,
          by: 'server',
          fact,
          ...(sending && { sending }),
        });
      }
    },
    moments() {
      if (!folded) return [...beginning, ...end];
      const { key, at } = folded;
      const fact = { type: 'folded', messages: folded.messages } as const;
      return [...beginning, { key, at, by: 'page', fact }, ...end];
    },
    get untold() {
      const { traced, sendings, heard, spoken } = traffic;
      return traced ? sendings.length + Math.max(0, heard - spoken) : 0;
    },
  };
}

function newTraffic(): Traffic {
  return { sendings: [], heard: 0, spoken: 0, traced: true };
}

/** Counts a message that the server tells of; of one that arrived, finds its sending. */
function arrival(fact: TraceEvent, traffic: Traffic): Sending | undefined {
  if (!beginsMessage(fact)) return undefined;
  if (fact.from === 'client') return traffic.sendings.shift();
  traffic.spoken++;
  return undefined;
}

/** Facts of one source keep their order. */
function isLater(before: Moment, moment: Moment): boolean {
  return before.by !== moment.by && before.at > moment.at;
}
