/** What is known of the connection while its rows are drawn. */
import type { MethodId } from '../../../protocol/methods.ts';
import type { Credential } from '../../words/diagram.ts';
import type { Stage } from './explain.ts';
import type { Waiting } from './shown.ts';
import type { Sketch } from './sketches.ts';

/** A row that later facts may still change, and where it stands in time. */
export interface Draft {
  readonly key: string;
  /** Milliseconds on the page's clock. */
  readonly at: number;
  sketch: Sketch;
}

/** What is known of one connection. */
export interface Connection {
  stage: Stage;
  /** What it shows, where its method takes more than one kind. */
  readonly presented: Credential | undefined;
  what: Credential;
  /** Messages of the server, in order. */
  readonly messages: Draft[];
  /** How many of them the page must have received to know that it is in. */
  heardWhenIn: number;
  /** Milliseconds by which messages were sent later than the server's clock has them arrive, at least. */
  lag: number;
  /** The message that the page sent last, as far as it has arrived. */
  sent?: { readonly at: number; readonly draft: Draft };
  webSocketKey?: string | undefined;
  refusedWith?: number;
  /** The WebSocket server checks the credential itself. */
  checksItself?: boolean;
  /** The auth server said yes. */
  accepted?: boolean;
  /** The opening that only the page tells of. */
  opening?: Draft;
  /** The question to the auth server. */
  question?: Draft;
  /** The page got its 101, and was told of the end. */
  opened?: boolean;
  closed?: boolean;
  /** The server told of its request, of its 101, of its end. */
  requested?: boolean;
  switched?: boolean;
  ended?: boolean;
}

export interface Known {
  connections: number;
  current: Connection;
  traced: boolean;
  /** Where the rows of the attempt to come back begin. */
  attemptFrom: number;
  /** The page tries to come back, and has not got its 101 yet. */
  returning?: boolean;
  /** What the next connection shows. */
  presenting?: Credential | undefined;
  /** What the page asked of the auth server. */
  asked?: Draft;
  waiting?: Waiting | undefined;
  /** Events are missing from the server's report. */
  hasGap?: boolean;
}

export function nothingKnown(): Known {
  return { connections: 0, current: newConnection(undefined), traced: true, attemptFrom: 0 };
}

export function newConnection(presented: Credential | undefined): Connection {
  return { stage: 'first', presented, what: presented ?? 'token', messages: [], heardWhenIn: 0, lag: 0 };
}

/** What methods check that take something else than a token. */
const taken = {
  'query-ticket': 'ticket',
  cookie: 'session',
  basic: 'password',
  'client-certificate': 'certificate',
} as const satisfies Partial<Record<MethodId, Credential>>;

/** What a method checks, where the page does not know better. */
export function credentialOf(method: string): Credential {
  return isTaken(method) ? taken[method] : 'token';
}

function isTaken(method: string): method is keyof typeof taken {
  return Object.hasOwn(taken, method);
}

/** Whether both sides have told all that there is to be told by now. */
export function isComplete({ current, traced, hasGap }: Known): boolean {
  if (!traced || hasGap) return true;
  const { opened, switched, requested, ended, closed } = current;
  return Boolean(closed ? ended || !requested : switched || !opened);
}

/** A row that was drawn before turns out otherwise. */
export function amend(
  draft: Draft | undefined,
  changes: Partial<Sketch>,
  explanation: string,
  what = draft?.sketch.detail.what ?? '',
): void {
  if (!draft) return;
  const { detail } = draft.sketch;
  draft.sketch = { ...draft.sketch, ...changes, detail: { ...detail, what, explanation } };
}
