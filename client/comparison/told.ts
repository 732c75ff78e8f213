/** What came of one try to get in. */
import type { TraceEvent } from '../../protocol/trace.ts';
import type { PageFact } from '../diagram/model/facts.ts';

/** What the page did and saw, or what the server told. Enough to draw it again. */
export type Told =
  | { readonly by: 'page'; readonly fact: PageFact; readonly at: number }
  | { readonly by: 'server'; readonly events: readonly TraceEvent[] };

/** How it went, as the page sees it. */
export interface Attempt {
  readonly accepted: boolean;
  /** The 101 arrived. */
  readonly opened: boolean;
  /** Undefined where the browser did not even try. */
  readonly close: { readonly code: number; readonly reason: string } | undefined;
  /** What `new WebSocket()` threw. */
  readonly thrown: string | undefined;
  /** The subprotocol that the server selected. */
  readonly protocol: string;
  /** Milliseconds until it was accepted or refused. */
  readonly ms: number;
  readonly told: readonly Told[];
}
