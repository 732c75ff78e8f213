/**
 * What the server tells a page about one of its connections: the facts that the sequence diagram shows.
 *
 * A page cannot see HTTP status, headers, control frames or the server's side. It makes a random id, subscribes to
 * `GET /trace/<id>` (server-sent events, each with an array of these events as JSON) and connects with
 * `?trace=<id>`. Credentials are masked before they get here.
 *
 * A page that sends a random `X-Trace-Key` may give up the stream and come back: `Last-Event-ID` says what it has
 * already.
 */

import { parseJson } from './messages.ts';

/** The three life lines. */
export type Party = 'client' | 'server' | 'auth';

/**
 * `forbidden`: the session exists, but its CSRF token is missing or wrong. `busy`: too many passwords are being
 * checked.
 */
export type CheckRefusal = 'forbidden' | 'busy';

/** Header fields in the order in which they were sent. */
export type HeaderFields = readonly (readonly [name: string, value: string])[];

/** One fact, without its time. */
export type TraceFact =
  /** The TLS handshake is done; without TLS there is no such event. */
  | { readonly type: 'tls'; readonly version: string; readonly cipher: string; readonly resumed: boolean }
  /** The upgrade request arrived. */
  | { readonly type: 'request'; readonly line: string; readonly headers: HeaderFields }
  /** The server answered it: 101, or a refusal with a sentence in `body`. */
  | {
      readonly type: 'response';
      readonly status: number;
      readonly line: string;
      readonly headers: HeaderFields;
      readonly body: string;
    }
  /** The time to authenticate began to run. */
  | { readonly type: 'deadlineStarted'; readonly ms: number }
  /** The time to authenticate no longer matters: the client is in, refused or gone. */
  | { readonly type: 'deadlineStopped' }
  /** The WebSocket server asks the auth server about a credential. */
  | { readonly type: 'checkStarted'; readonly method: string }
  /** The credential is a token of an identity provider: the WebSocket server checks it itself, by the provider's keys. */
  | { readonly type: 'checkedHere'; readonly issuer: string }
  /** For that it needs a key that is not known yet: it asks the provider for its key set. */
  | { readonly type: 'keysAsked'; readonly issuer: string }
  /** The provider has answered, after `ms`; `keys` is missing if the answer cannot be used. */
  | { readonly type: 'keysAnswered'; readonly keys: number | undefined; readonly ms: number }
  /**
   * The auth server has answered, after `ms`. After `checkedHere` it was the WebSocket server itself. `refusal` says why it refuses a credential that it does not call wrong.
   */
  | {
      readonly type: 'checkEnded';
      readonly user: string | undefined;
      readonly refusal?: CheckRefusal;
      readonly ms: number;
    }
  /** The auth server gave no answer: slow, down or broken. */
  | { readonly type: 'checkFailed'; readonly ms: number }
  /** The connection is authenticated. */
  | { readonly type: 'authenticated'; readonly user: string }
  /** The connection is refused. The client is told less. */
  | { readonly type: 'refused'; readonly cause: string }
  /** A frame crossed the wire. */
  | ({ readonly type: 'frame'; readonly from: 'client' | 'server' } & FrameFacts)
  /** The TCP connection is gone. */
  | { readonly type: 'ended'; readonly by: 'client' | 'server'; readonly clean: boolean }
  /** Events were left out because the page read too slowly or there were too many. */
  | { readonly type: 'gap'; readonly missed: number };

/** A frame as RFC 6455, section 5.2 lays it out. */
export interface FrameFacts {
  readonly fin: boolean;
  /** Reserved bits, 0 to 7. */
  readonly rsv: number;
  readonly opcode: number;
  readonly masked: boolean;
  /** Payload length in bytes. */
  readonly length: number;
  /** Header length in bytes, with the masking key. */
  readonly headerLength: number;
  /**
   * Beginning of the payload as text, with credentials masked; empty for binary data. The text of a fragmented message
   * is in its last frame.
   */
  readonly text: string;
  /** The code of a close frame, if it has one. */
  readonly closeCode?: number;
  /** Eight digits of hexadecimal, of a masked frame. */
  readonly maskingKey?: string;
  /** How many bytes of the payload, from its beginning, the text shows as they are, with those of a close code. */
  readonly shownBytes?: number;
}

/** A fact, and when it happened. */
export type TraceEvent = TraceFact & {
  /** Milliseconds on the server's clock; only differences mean something. */
  readonly at: number;
};

/**
 * A stream sends `event: alive` at least every so many milliseconds: so a page can tell a quiet server from a silent
 * one.
 */
export const ALIVE_MS = 3000;

/** 128 random bits in hexadecimal: what a page must know to read a trace. */
const traceId = /^[\da-f]{32}$/;

/** Whether a text is a trace id. */
export function isTraceId(text: string): boolean {
  return traceId.test(text);
}

const shapes: Readonly<Record<TraceFact['type'], Readonly<Record<string, (value: unknown) => boolean>>>> = {
  tls: { version: isText, cipher: isText, resumed: isFlag },
  request: { line: isText, headers: isHeaders },
  response: { status: isNumber, line: isText, headers: isHeaders, body: isText },
  deadlineStarted: { ms: isNumber },
  deadlineStopped: {},
  checkStarted: { method: isText },
  checkedHere: { issuer: isText },
  keysAsked: { issuer: isText },
  keysAnswered: { keys: orMissing(isNumber), ms: isNumber },
  checkEnded: {
    user: orMissing(isText),
    refusal: orMissing(isCheckRefusal),
    ms: isNumber,
  },
  checkFailed: { ms: isNumber },
  authenticated: { user: isText },
  refused: { cause: isText },
  frame: {
    from: isParty,
    fin: isFlag,
    rsv: isNumber,
    opcode: isNumber,
    masked: isFlag,
    length: isNumber,
    headerLength: isNumber,
    text: isText,
    closeCode: orMissing(isNumber),
    maskingKey: orMissing(isText),
    shownBytes: orMissing(isNumber),
  },
  ended: { by: isParty, clean: isFlag },
  gap: { missed: isNumber },
};

/** Reads one server-sent event. What a newer server tells and this page does not know is left out. */
export function readTraceEvents(text: string): readonly TraceEvent[] {
  const json = parseJson(text);
  return json.ok && Array.isArray(json.value) ? json.value.filter(isTraceEvent) : [];
}

function isTraceEvent(value: unknown): value is TraceEvent {
  if (typeof value !== 'object' || value === null) return false;
  const member = (name: string): unknown =>
    Object.hasOwn(value, name) ? Reflect.get(value, name) : undefined;
  const [, shape] = Object.entries(shapes).find(([type]) => type === member('type')) ?? [];
  return (
    shape !== undefined && Object.entries({ at: isNumber, ...shape }).every(([name, is]) => is(member(name)))
  );
}

function isText(value: unknown): boolean {
  return typeof value === 'string';
}

function isNumber(value: unknown): boolean {
  return typeof value === 'number';
}

function isFlag(value: unknown): boolean {
  return typeof value === 'boolean';
}

function isParty(value: unknown): boolean {
  return value === 'client' || value === 'server';
}

function isCheckRefusal(value: unknown): boolean {
  return value === 'forbidden' || value === 'busy';
}

function isHeaders(value: unknown): boolean {
  return (
    Array.isArray(value) &&
    value.every((field) => Array.isArray(field) && field.length === 2 && field.every(isText))
  );
}

/** JSON has no `undefined`, so a member with that value is missing. */
function orMissing(is: (value: unknown) => boolean): (value: unknown) => boolean {
  return (value) => value === undefined || is(value);
}
