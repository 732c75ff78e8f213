/** What the page itself sees and does, beside what the server tells (`protocol/trace.ts`). Holds no credential. */
import type { TraceFact } from '../../protocol/trace.ts';

export type PageFact =
  /** The page asks the auth server over HTTP. */
  | { readonly type: 'asked'; readonly line: string; readonly why: string }
  /** The auth server's answer; status 0 when there was none. */
  | { readonly type: 'answered'; readonly status: number; readonly ok: boolean; readonly words: string }
  /** The server's side cannot be had: what follows is drawn from what the page sees. */
  | { readonly type: 'untraced' }
  /** The page tries to come back after a connection that was lost. */
  | { readonly type: 'returning'; readonly attempt: number }
  | { readonly type: 'opening'; readonly path: string }
  | { readonly type: 'opened' }
  | { readonly type: 'sent'; readonly text: string }
  /** The page wanted to send this, and the connection was gone. */
  | { readonly type: 'notSent' }
  | { readonly type: 'received'; readonly text: string }
  | { readonly type: 'closed'; readonly code: number; readonly reason: string; readonly opened: boolean }
  /** Messages that are not drawn, because there are too many. */
  | { readonly type: 'folded'; readonly messages: number };

/** One fact in the order it is to be drawn. */
export type Moment = {
  /** Names the moment for as long as it is drawn. */
  readonly key: number;
  /** Milliseconds on the page's clock. */
  readonly at: number;
} & ({ readonly by: 'page'; readonly fact: PageFact } | { readonly by: 'server'; readonly fact: TraceFact });

/** Whether a moment is a message crossing the wire, of which there may be thousands. */
export function isMessage({ by, fact }: Moment): boolean {
  if (by === 'page') return fact.type === 'sent' || fact.type === 'received';
  return fact.type === 'frame' && fact.opcode < 8;
}
