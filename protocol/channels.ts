/**
 * The messages of channels, with their parsers and writers. The normative text is docs/channels.md. A connection begins
 * as that of `authenticate-message` does, and renews its token as that of `token-refresh` does (typed-messages.ts).
 */
import { isChannelName } from './capabilities.ts';
import { type Parsed, parseObject } from './messages.ts';

export const CHANNELS_PATH = '/channels';

export const channelLimits = {
  /** Most channels to which one connection may be subscribed at the same time. */
  subscriptions: 100,
  /** Longest id of a message, in characters. */
  idLength: 64,
  /** With more subscribers, a channel is a crowd: nobody is told any more who is there, and who comes and goes. */
  crowd: 250,
  /** A crowd with so many subscribers or fewer is one no more. It is less than `crowd`, so that one who comes and goes changes nothing. */
  room: 200,
  /** Milliseconds within which a message that is published again with the same id counts once. */
  repeatMs: 5 * 60 * 1000,
} as const;

/** Where somebody is in a channel. */
export interface Position {
  /** Changes when the channel's memory is lost, and its offsets begin anew. */
  readonly epoch: string;
  /** Number of a message; 0 is before the first. */
  readonly offset: number;
}

/** Who is subscribed to a channel, by one of their connections. */
export interface Member {
  readonly user: string;
  /** The identity provider that knows the user; users of our own auth server have none. */
  readonly issuer?: string;
  /** The connection. */
  readonly client: string;
}

/** A message of a channel. */
export interface ChannelMessage {
  readonly offset: number;
  /** What its publisher called it. */
  readonly id: string;
  readonly user: string;
  readonly issuer?: string;
  readonly data: unknown;
  /** When it was published, in milliseconds since 1970. */
  readonly at: number;
}

export type ChannelRequest =
  | {
      readonly type: 'subscribe';
      readonly channel: string;
      /** Where the client was when it lost its connection. */
      readonly since?: Position;
      /** How many of the last messages it wants. */
      readonly history?: number;
    }
  | { readonly type: 'publish'; readonly channel: string; readonly id: string; readonly data: unknown }
  | { readonly type: 'unsubscribe'; readonly channel: string }
  /** The members of a renewal are read like those of other methods (typed-messages.ts). */
  | { readonly type: 'refresh'; readonly message: object };

/** What an error repeats of the request that it answers: those of these members that the request had. */
export type Repeated = Readonly<Partial<Record<(typeof repeated)[number], string>>>;

const repeated = ['type', 'channel', 'id'] as const;

export type ReadRequest = Parsed<ChannelRequest> & { readonly repeated: Repeated };

/** Reads a message of a client that is in. The problem is fit for the answer: it never quotes the message. */
export function parseChannelRequest(text: string): ReadRequest {
  const message = parseObject(text);
  if (!message.ok) return { ...message, repeated: {} };
  const members: Members = { ...message.value };
  return { ...readRequest(members), repeated: repeat(members) };
}

type Members = { readonly [name: string]: unknown };

/** An own member of an object: `{"__proto__": {"type": "…"}}` has no member `type`. */
function own(members: Members, name: string): unknown {
  return Object.hasOwn(members, name) ? members[name] : undefined;
}

function repeat(members: Members): Repeated {
  const texts: Partial<Record<(typeof repeated)[number], string>> = {};
  for (const name of repeated) {
    const value = own(members, name);
    if (typeof value === 'string' && value.length <= MAX_REPEATED) texts[name] = value;
  }
  return texts;
}

/** Longest text that an error repeats, in characters. */
const MAX_REPEATED = 64;

function problem(text: string): { ok: false; problem: string } {
  return { ok: false, problem: text };
}

function readRequest(members: Members): Parsed<ChannelRequest> {
  const type = own(members, 'type');
  switch (type) {
    case 'subscribe':
    case 'publish':
    case 'unsubscribe':
      break;
    case 'refresh':
      return { ok: true, value: { type, message: members } };
    case 'authenticate':
      return problem('already authenticated');
    case undefined:
      return problem('no type');
    default:
      return problem(typeof type === 'string' ? 'unknown type' : 'type is not a string');
  }
  const channel = own(members, 'channel');
  if (channel === undefined) return problem('no channel');
  if (typeof channel !== 'string' || !isChannelName(channel)) return problem('channel is not a channel name');
  if (type === 'unsubscribe') return { ok: true, value: { type, channel } };
  if (type === 'publish') return readPublish(members, channel);
  return readSubscribe(members, channel);
}

/** Printable characters of ASCII, the space included. */
const printable = /^[ -~]+$/;

function readPublish(members: Members, channel: string): Parsed<ChannelRequest> {
  const id = own(members, 'id');
  if (id === undefined) return problem('no id');
  if (typeof id !== 'string' || id.length > channelLimits.idLength || !printable.test(id)) {
    return problem(`id is not 1 to ${channelLimits.idLength} printable characters`);
  }
  if (!Object.hasOwn(members, 'data')) return problem('no data');
  return { ok: true, value: { type: 'publish', channel, id, data: members.data } };
}

function readSubscribe(members: Members, channel: string): Parsed<ChannelRequest> {
  const since = own(members, 'since');
  const history = own(members, 'history');
  const position = since === undefined ? undefined : readPosition(since);
  if (position && !position.ok) return position;
  if (history !== undefined && !isCount(history)) return problem('history is not a whole number');
  return {
    ok: true,
    value: {
      type: 'subscribe',
      channel,
      ...(position && { since: position.value }),
      ...(history !== undefined && { history }),
    },
  };
}

function readPosition(value: unknown): Parsed<Position> {
  const wrong = problem('since is not an epoch and an offset');
  if (typeof value !== 'object' || value === null) return wrong;
  const members: Members = { ...value };
  const epoch = own(members, 'epoch');
  const offset = own(members, 'offset');
  return typeof epoch === 'string' && isCount(offset) ? { ok: true, value: { epoch, offset } } : wrong;
}

function isCount(value: unknown): value is number {
  return Number.isSafeInteger(value) && Number(value) >= 0;
}

/** Who is subscribed, for those who may see it: everybody, or the word that they are a crowd. */
export type PresenceSeen =
  | { readonly present?: readonly Member[]; readonly crowd?: never }
  | { readonly crowd: true; readonly present?: never };

export type PresenceEvent =
  | ({ readonly event: 'enter' | 'leave' } & Member)
  /** There are too many now. */
  | { readonly event: 'crowd' }
  /** There are few enough again. */
  | { readonly event: 'room'; readonly present: readonly Member[] };

/** What the server says to a client that is in. A `type` of its own stands for each. */
export type ChannelAnswer =
  | ({
      readonly type: 'subscribed';
      readonly channel: string;
      /** Whether the client gets exactly what it missed. */
      readonly recovered: boolean;
    } & Position &
      PresenceSeen)
  | {
      readonly type: 'published';
      readonly channel: string;
      readonly id: string;
      readonly offset: number;
      /** Whether it had been published before, and was not stored again. */
      readonly duplicate: boolean;
    }
  | {
      readonly type: 'unsubscribed';
      readonly channel: string;
      /** Why, if the client did not ask for it. */
      readonly reason?: 'forbidden';
    }
  | ({ readonly type: 'message'; readonly channel: string } & ChannelMessage)
  | ({ readonly type: 'presence'; readonly channel: string } & PresenceEvent)
  | {
      readonly type: 'error';
      readonly error: 'forbidden';
      /** The capability that is missing. */
      readonly capability: string;
      readonly request: Repeated;
    }
  | {
      readonly type: 'error';
      readonly error: 'invalid';
      readonly problem: string;
      readonly request: Repeated;
    }
  /** What keeps the channels is away. The same request may be sent again. */
  | { readonly type: 'error'; readonly error: 'unavailable'; readonly request: Repeated };

/** Writes a message of the server. */
export function formatAnswer(answer: ChannelAnswer): string {
  return JSON.stringify(answer);
}

/** Writes the data of a message. What has thousands of levels can be read, but not written again. */
export function writeData(data: unknown): Parsed<string> {
  try {
    return { ok: true, value: JSON.stringify(data) };
  } catch {
    return problem('data has too many levels');
  }
}

/** Writes a message of a channel. @param data - JSON */
export function formatMessage(
  channel: string,
  { offset, id, user, issuer, at }: Omit<ChannelMessage, 'data'>,
  data: string,
): string {
  const before = JSON.stringify({ type: 'message', channel, offset, id, user, issuer });
  return `${before.slice(0, -1)},"data":${data},"at":${at}}`;
}

/** Writes the acknowledgement. @param expiresIn - seconds; without it, the identity lasts as long as the connection */
export function formatWelcome(user: string, client: string, expiresIn?: number): string {
  return JSON.stringify({ type: 'authenticated', user, client, expiresIn });
}
