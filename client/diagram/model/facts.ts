/** What the page itself sees and does, beside what the server tells (`protocol/trace.ts`). Holds no credential. */
import type { TraceFact } from '../../../protocol/trace.ts';
import type { Credential } from '../../words/diagram.ts';

export type PageFact =
  /** The page asks the auth server over HTTP. */
  | { readonly type: 'asked'; readonly line: string; readonly why: string }
  /** The auth server's answer; status 0 when there was none. */
  | { readonly type: 'answered'; readonly status: number; readonly ok: boolean; readonly words: string }
  /** The server's side cannot be had: what follows is drawn from what the page sees. */
  | { readonly type: 'untraced' }
  /** Nothing is tried for so many milliseconds. */
  | { readonly type: 'pausing'; readonly ms: number }
  /** The page tries to come back after a connection that was lost. */
  | { readonly type: 'returning'; readonly attempt: number }
  /** What the next connection shows, where its method takes more than one kind. */
  | { readonly type: 'presenting'; readonly what: Credential }
  /** `connection`: by which the server's events name it; else those of an unknown name that come next are its own. */
  | { readonly type: 'opening'; readonly path: string; readonly connection?: symbol }
  | { readonly type: 'opened' }
  | { readonly type: 'sent'; readonly text: string }
  /** The page wanted to send this, and the connection was gone. */
  | { readonly type: 'notSent'; readonly text: string }
  | { readonly type: 'received'; readonly text: string }
  | { readonly type: 'closed'; readonly code: number; readonly reason: string; readonly opened: boolean }
  /** Messages that are not drawn, because there are too many. */
  | { readonly type: 'folded'; readonly messages: number };

/** Facts by which the page learns something. Each has its row, whoever tells of it. */
const toldByRows: ReadonlySet<PageFact['type']> = new Set([
  'answered',
  'opened',
  'sent',
  'notSent',
  'received',
  'closed',
]);

/** Whether the page learns something by a fact that the picture shows as a row. */
export function isToldByRow({ type }: PageFact): boolean {
  return toldByRows.has(type);
}

/** When the page sent a message that the server saw arriving. */
export interface Sending {
  /** Milliseconds on the page's clock. */
  readonly at: number;
  /** Messages that the page had received on this connection by then. */
  readonly heard: number;
}

/** Something that the server told. */
export type ServerMoment = Extract<Moment, { by: 'server' }>;

/** One fact in the order it is to be drawn. */
export type Moment = {
  /** Names the moment for as long as it is drawn. */
  readonly key: number;
  /** Milliseconds on the page's clock. */
  readonly at: number;
} & (
  | { readonly by: 'page'; readonly fact: PageFact }
  | { readonly by: 'server'; readonly fact: TraceFact; readonly sending?: Sending }
);

/** Whether a frame begins a message: others go on with one, or belong to the protocol. */
export function beginsMessage(fact: TraceFact): fact is Extract<TraceFact, { type: 'frame' }> {
  return fact.type === 'frame' && (fact.opcode === 1 || fact.opcode === 2);
}

/** Whether a moment is a message crossing the wire, of which there may be thousands. */
export function isMessage({ by, fact }: Moment): boolean {
  if (by === 'page') return fact.type === 'sent' || fact.type === 'received';
  return fact.type === 'frame' && fact.opcode < 8;
}
