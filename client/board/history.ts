/** The last minute, as the charts draw them. */
import type { Snapshot } from '../../protocol/board.ts';
import { isOrdinary } from './causes.ts';

/** How much is kept and drawn. */
export const SPAN_MS = 60_000;

export interface Figures {
  readonly waiting: number;
  readonly authenticated: number;
  /** Connections to the weak twins, and messages per second, where they run. */
  readonly twins: number | null;
  readonly twinMessages: number | null;
  /** Milliseconds that an honest client waits for its echo, while an attack measures that. */
  readonly echo: number | null;
  /** Per second. Nothing can be said with the first snapshot. */
  readonly messages: number | null;
  readonly turnedAway: number | null;
  /** Milliseconds. */
  readonly delay: number;
  /** Megabytes, of a million bytes. */
  readonly resident: number;
  readonly heap: number;
}

export type Figure = keyof Figures;

/** What was known at a moment. Nothing where the stream broke off: the lines have a gap there. */
export interface Point {
  /** Milliseconds on the page's clock. */
  readonly at: number;
  readonly figures: Figures | undefined;
}

export interface History {
  readonly points: readonly Point[];
  /** @param at - when it came, in milliseconds on the page's clock */
  add(snapshot: Snapshot, at: number): void;
  /** What the twins tell; null: nothing any more. Of all that comes between two points the most is drawn. */
  addTwins(snapshot: Snapshot | null): void;
  /** An honest client's echo, in milliseconds; undefined: none is measured any more. */
  addEcho(ms: number | undefined): void;
  /** The stream broke off. What comes next may be another server's. */
  breakOff(at: number): void;
}

export function createHistory(): History {
  const points: Point[] = [];
  let last: Snapshot | undefined;
  let lastOfTwins: Snapshot | null = null;
  const twins = createMost();
  const twinMessages = createMost();
  const echo = createMost();
  const push = (point: Point) => {
    points.push(point);
    // One older than the span stays, from which the line comes in.
    while (points[1] && points[1].at < point.at - SPAN_MS) points.shift();
  };
  return {
    points,
    add(snapshot, at) {
      push({
        at,
        figures: {
          waiting: snapshot.waiting,
          authenticated: snapshot.authenticated,
          twins: twins.take(),
          twinMessages: twinMessages.take(),
          echo: echo.take(),
          messages: perSecond(last, snapshot, ({ messages }) => messages),
          turnedAway: perSecond(last, snapshot, ({ turnedAway }) => total(turnedAway)),
          delay: snapshot.delayMs,
          resident: snapshot.residentBytes / 1e6,
          heap: snapshot.heapBytes / 1e6,
        },
      });
      last = snapshot;
    },
    addTwins(snapshot) {
      twins.add(snapshot && snapshot.waiting + snapshot.authenticated);
      twinMessages.add(snapshot && perSecond(lastOfTwins ?? undefined, snapshot, ({ messages }) => messages));
      lastOfTwins = snapshot;
    },
    addEcho(ms) {
      echo.add(ms ?? null);
    },
    breakOff(at) {
      last = undefined;
      push({ at, figures: undefined });
    },
  };
}

/** The most of what came since it was asked for, or else what came last: a peak between two points is not to be lost. */
function createMost() {
  let last: number | null = null;
  let most: number | null = null;
  return {
    add(value: number | null): void {
      last = value;
      if (value !== null) most = Math.max(most ?? 0, value);
    },
    take(): number | null {
      const taken = most ?? last;
      most = null;
      return taken;
    },
  };
}

function perSecond(
  from: Snapshot | undefined,
  to: Snapshot,
  countOf: (snapshot: Snapshot) => number,
): number | null {
  if (!from || to.at <= from.at) return null;
  const more = countOf(to) - countOf(from);
  // Less than before: a node has gone, and its counts with it.
  return more < 0 ? null : (more * 1000) / (to.at - from.at);
}

function total(counts: Snapshot['turnedAway']): number {
  return counts.reduce((sum, count) => sum + (isOrdinary(count) ? 0 : count.count), 0);
}
