/** Brings the facts of two clocks into one bounded order. Pure. */
import type { TraceEvent } from '../../../protocol/trace.ts';
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
   * @param connection - tells one connection from another
   */
  addFromServer(events: readonly TraceEvent[], connection: symbol): void;
  /** All moments in order, the middle of a long conversation folded into one. */
  moments(): readonly Moment[];
  /** Messages of the last connection that the page knows of and the server has not told of yet. */
  readonly untold: number;
}

/** One connection, and what the page and the server each know of its messages. */
interface Connection {
  /** When the page opened it. */
  readonly at: number;
  /** Milliseconds from the server's clock to the page's; undefined before the server tells of it. */
  offset?: number;
  /** Key of the moment in which the next one was opened. */
  next?: number;
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
 * the connection. So what the server did never stands later than what the page saw of it, and what it tells late
 * never later than the opening of the next connection. The order within each source is kept, whatever the clocks say.
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
  const connections = new Map<symbol, Connection>();
  let latest = newConnection(0);
  let nextIsTraced = true;

  /** @param next - key of a moment that it comes before, if that is in the same list */
  function insert(moment: Moment, next?: number): void {
    const list = messages < foldLimits.first ? beginning : end;
    if (isMessage(moment)) messages++;
    const limit = next === undefined ? -1 : list.findIndex(({ key }) => key === next);
    let index = limit < 0 ? list.length : limit;
    for (let before = list[index - 1]; before && isLater(before, moment); before = list[index - 1]) index--;
    list.splice(index, 0, moment);
    while (end.length > foldLimits.last) fold(end.shift());
  }

  function fold(moment: Moment | undefined): void {
    if (!moment) return;
    folded ??= { key: ++lastKey, at: moment.at, messages: 0 };
    if (isMessage(moment)) folded.messages++;
  }

  function note(fact: PageFact, at: number, key: number): void {
    switch (fact.type) {
      case 'untraced':
        nextIsTraced = false;
        latest.traced = false;
        break;
      case 'opening':
        latest.next = key;
        latest = newConnection(at, nextIsTraced);
        if (fact.connection) connections.set(fact.connection, latest);
        break;
      case 'sent':
        if (latest.traced) latest.sendings.push({ at, heard: latest.heard });
        break;
      case 'received':
        latest.heard++;
        break;
      case 'closed':
      case 'returning':
        nextIsTraced = true;
        break;
    }
  }

  return {
    addFromPage(fact, at) {
      const key = ++lastKey;
      note(fact, at, key);
      const toldByServer = (fact.type === 'sent' || fact.type === 'received') && latest.traced;
      if (!toldByServer) insert({ key, at, by: 'page', fact });
    },
    addFromServer(events, connection) {
      const own = connections.get(connection) ?? latest;
      connections.set(connection, own);
      for (const fact of events) {
        own.offset ??= own.at - fact.at;
        const sending = arrival(fact, own);
        const at = fact.at + own.offset;
        insert({ key: ++lastKey, at, by: 'server', fact, ...(sending && { sending }) }, own.next);
      }
    },
    moments() {
      if (!folded) return [...beginning, ...end];
      const { key, at } = folded;
      const fact = { type: 'folded', messages: folded.messages } as const;
      return [...beginning, { key, at, by: 'page', fact }, ...end];
    },
    get untold() {
      const { traced, sendings, heard, spoken } = latest;
      return traced ? sendings.length + Math.max(0, heard - spoken) : 0;
    },
  };
}

function newConnection(at: number, traced = true): Connection {
  return { at, sendings: [], heard: 0, spoken: 0, traced };
}

/** Counts a message that the server tells of; of one that arrived, finds its sending. */
function arrival(fact: TraceEvent, connection: Connection): Sending | undefined {
  if (!beginsMessage(fact)) return undefined;
  if (fact.from === 'client') return connection.sendings.shift();
  connection.spoken++;
  return undefined;
}

/** Facts of one source keep their order. */
function isLater(before: Moment, moment: Moment): boolean {
  return before.by !== moment.by && before.at > moment.at;
}
