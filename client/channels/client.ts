/**
 * A client of channels: subscribe, publish, and come back without having missed anything. It is one file that imports
 * nothing, so it can be read in one go and copied. docs/channels.md is its protocol.
 *
 * ```ts
 * const channels = createChannels({
 *   open: () => new WebSocket('wss://example.org/channels'),
 *   token: async () => (await fetch('/ticket', { method: 'POST' })).text(),
 * });
 * channels.subscribe('room:lobby', { message: ({ user, data }) => console.log(user, data) });
 * channels.connect();
 * await channels.publish('room:lobby', 'hello');
 * ```
 */

/** What it needs of a WebSocket. Both a browser's and that of `ws` have it. */
export interface Socket {
  addEventListener(type: 'open' | 'error', listener: () => void): void;
  addEventListener(type: 'message', listener: (event: { data: unknown }) => void): void;
  addEventListener(type: 'close', listener: (event: { code: number; reason: string }) => void): void;
  send(text: string): void;
  close(code?: number): void;
}

/** Where a client is in a channel: offsets count 1, 2, 3 … within an epoch. */
export interface Position {
  readonly epoch: string;
  readonly offset: number;
}

/** Somebody who is subscribed, by one of their connections. */
export interface Member {
  readonly user: string;
  readonly issuer?: string;
  readonly client: string;
}

export interface Message {
  readonly offset: number;
  readonly id: string;
  readonly user: string;
  readonly issuer?: string;
  readonly data: unknown;
  /** Milliseconds since 1970. */
  readonly at: number;
}

export interface Published {
  readonly offset: number;
  /** It had been stored before, by an attempt whose answer was lost. */
  readonly duplicate: boolean;
}

/** Why the server does not do what it was asked for. */
export type Refusal =
  | { readonly error: 'forbidden'; readonly capability: string }
  | { readonly error: 'invalid'; readonly problem: string }
  /** It was published more than five minutes ago, and whether it arrived is unknown: once more might count twice. */
  | { readonly error: 'unknown' };

export interface Listener {
  /** Every message once, in order. */
  message(message: Message): void;
  /**
   * Subscribed, for the first time or again. If `recovered`, what was missed comes next. If not, it cannot be had: fetch
   * the state of your application anew.
   */
  subscribed?(at: Position, recovered: boolean): void;
  /**
   * Everybody who is subscribed, told whenever somebody comes or goes, if the user may see it. They may be so many that the
   * server tells of nobody any more: then it is undefined.
   */
  present?(members: readonly Member[] | undefined): void;
  /** The subscription was refused, or has ended because the token does not allow it any more. */
  refused?(why: Refusal): void;
}

export type State =
  | { readonly type: 'connecting' }
  | { readonly type: 'open'; readonly user: string; readonly client: string }
  /** The connection was lost. The next attempt begins in so many milliseconds. */
  | { readonly type: 'waiting'; readonly ms: number }
  /** It does not come back by itself: there is no token, the server refused it, or `disconnect` was called. */
  | { readonly type: 'closed'; readonly code?: number; readonly reason?: string };

export interface Settings {
  /** Opens a WebSocket to the channels of a server. */
  open(): Socket | Promise<Socket>;
  /**
   * Fetches a fresh ticket or token, before every connection and before a token expires. If it rejects, it is asked again
   * later; if there is none to be had, it returns undefined.
   */
  token(): Promise<string | undefined>;
  /** Told how the connection is doing. */
  state?(state: State): void;
}

export interface Channels {
  /** Connects, and comes back from then on. Called while it waits, it does so at once. */
  connect(): void;
  /** Disconnects. It keeps its place in every channel, and what has not been published yet. */
  disconnect(): void;
  /**
   * @param from - where to go on, as an earlier page has kept it, or how many of the last messages are wanted
   */
  subscribe(channel: string, listener: Listener, from?: { since?: Position; history?: number }): void;
  unsubscribe(channel: string): void;
  /**
   * Publishes, if need be again and again with the same id, until the server says that it is stored: once. One message
   * after the other, so that they keep their order.
   *
   * @param data - any JSON
   * @throws a `Refusal`, or the error of `JSON.stringify`
   */
  publish(channel: string, data: unknown, id?: string): Promise<Published>;
}

/** Milliseconds before the first attempt to come back, at most; the limit doubles with each, up to the second figure. */
const PAUSE_MS = 500;
const LONGEST_PAUSE_MS = 30_000;

/** A connection that lasted so many milliseconds was no failure: pauses begin small again. */
const STEADY_MS = 10_000;

/** If the server owes an answer for so many milliseconds, the connection is taken for lost. */
const SILENCE_MS = 10_000;

/** For so many milliseconds the server knows a message by its id, less a reserve. */
const REPEAT_MS = 290_000;

/** Characters of the longest name of a channel. */
const LONGEST_NAME = 64;

/** No timer runs longer. */
const LONGEST_TIMER_MS = 2 ** 31 - 1;

/**
 * Whether to come back by itself. A refusal is final: only what may pass by itself is tried again. An expired token
 * (3008) is one of these here, because every connection begins with a fresh one.
 */
export function comesBack(code: number, reason: string): boolean {
  return (
    [1001, 1006, 1012, 1013, 1014, 3008].includes(code) || (code === 1011 && reason === 'internal error')
  );
}

type Answer =
  | { type: 'authenticated'; user: string; client: string; expiresIn?: number }
  | { type: 'refreshed'; expiresIn?: number }
  | ({ type: 'subscribed'; channel: string; recovered: boolean; present?: Member[]; crowd?: true } & Position)
  | { type: 'unsubscribed'; channel: string; reason?: 'forbidden' }
  | ({ type: 'published'; channel: string; id: string } & Published)
  | ({ type: 'message'; channel: string } & Message)
  | ({ type: 'presence'; channel: string } & (
      | ({ event: 'enter' | 'leave' } & Member)
      | { event: 'crowd' }
      | { event: 'room'; present: Member[] }
    ))
  | { type: 'error'; error: 'unavailable'; request: Repeated }
  | ({ type: 'error'; request: Repeated } & Exclude<Refusal, { error: 'unknown' }>);

/** What an error repeats of the request. */
interface Repeated {
  readonly type?: string;
  readonly channel?: string;
  readonly id?: string;
}

/** A channel that the user is subscribed to, or wants to be. */
interface Place {
  readonly listener: Listener;
  readonly history: number;
  /** The last message that was delivered. After a loss, this is what `since` says. */
  at: Position | undefined;
  /** The server has said on this connection that we are subscribed. */
  isLive: boolean;
  readonly present: Map<string, Member>;
}

interface Outgoing {
  readonly id: string;
  readonly request: string;
  readonly resolve: (published: Published) => void;
  readonly reject: (why: Refusal) => void;
  /** When it was sent for the first time. */
  sentAt?: number;
}

/** One connection, from the question for a token to its end. */
interface Line {
  readonly since: number;
  socket?: Socket;
  isIn: boolean;
  /** The first message of the outbox was sent, and has no answer yet. */
  isPublishing: boolean;
  silence?: ReturnType<typeof setTimeout>;
  renewal?: ReturnType<typeof setTimeout>;
}

export function createChannels({ open, token, state: tell = () => {} }: Settings): Channels {
  const places = new Map<string, Place>();
  const outbox: Outgoing[] = [];
  /** How often each channel was left without an answer yet. What comes of it until then is not for who came after. */
  const leaving = new Map<string, number>();
  let line: Line | undefined;
  let attempts = 0;
  let pause: ReturnType<typeof setTimeout> | undefined;

  async function connect(): Promise<void> {
    clearTimeout(pause);
    if (line) return;
    const own: Line = { since: Date.now(), isIn: false, isPublishing: false };
    line = own;
    tell({ type: 'connecting' });
    try {
      const credential = await token();
      if (line !== own) return;
      if (credential === undefined) return end({});
      const socket = await open();
      if (line !== own) return socket.close();
      own.socket = socket;
      awaitAnswer(own);
      // The close that follows says all that there is to know. Without a listener, `ws` would throw the error.
      socket.addEventListener('error', () => {});
      socket.addEventListener('open', () => socket.send(json({ type: 'authenticate', token: credential })));
      socket.addEventListener('message', ({ data }) => {
        // The connection may have been given up, and another one opened: what this one says does not count any more.
        if (line !== own) return;
        const answer = read(String(data));
        if (answer) hear(own, answer);
        else giveUp(own);
      });
      socket.addEventListener('close', ({ code, reason }) => lost(own, code, reason));
    } catch {
      lost(own, 1006, '');
    }
  }

  /** Begins to wait for what the server owes us. */
  function awaitAnswer(own: Line): void {
    clearTimeout(own.silence);
    own.silence = setTimeout(() => giveUp(own), SILENCE_MS);
  }

  /** Takes a connection for lost. */
  function giveUp(own: Line): void {
    own.socket?.close();
    lost(own, 1006, '');
  }

  function lost(own: Line, code: number, reason: string): void {
    if (line !== own) return;
    // Sent again, it would be too long again.
    if (code === 1009) settle(own)?.reject({ error: 'invalid', problem: 'too long' });
    if (!comesBack(code, reason)) return end({ code, reason });
    leave(own);
    if (Date.now() - own.since > STEADY_MS) attempts = 0;
    // A server that goes away loses all its clients at once: chance keeps them from coming back in the same moment.
    const ms = Math.random() * Math.min(LONGEST_PAUSE_MS, PAUSE_MS * 2 ** attempts++);
    pause = setTimeout(connect, ms);
    tell({ type: 'waiting', ms });
  }

  /** Ends it for good. */
  function end(why: { code?: number; reason?: string }): void {
    clearTimeout(pause);
    attempts = 0;
    if (line) leave(line);
    tell({ type: 'closed', ...why });
  }

  function leave(own: Line): void {
    clearTimeout(own.silence);
    clearTimeout(own.renewal);
    line = undefined;
    leaving.clear();
    for (const place of places.values()) place.isLive = false;
  }

  function say(message: object): void {
    line?.socket?.send(json(message));
  }

  function hear(own: Line, answer: Answer): void {
    clearTimeout(own.silence);
    try {
      act(own, answer);
    } finally {
      // A listener may have thrown. That is its own affair.
      goOn(own);
    }
  }

  function act(own: Line, answer: Answer): void {
    switch (answer.type) {
      case 'authenticated':
        own.isIn = true;
        renewBefore(own, answer.expiresIn);
        for (const channel of places.keys()) ask(channel);
        tell({ type: 'open', user: answer.user, client: answer.client });
        break;
      case 'refreshed':
        renewBefore(own, answer.expiresIn);
        break;
      case 'published':
        if (answer.id !== outbox[0]?.id) return;
        settle(own)?.resolve({ offset: answer.offset, duplicate: answer.duplicate });
        break;
      case 'error':
        fail(own, answer);
        break;
      default:
        hearOf(answer, places.get(answer.channel));
    }
  }

  /** Hears of a channel; of one that was left meanwhile there may still be news on the way. */
  function hearOf(
    answer: Exclude<Answer, { type: 'authenticated' | 'refreshed' | 'published' | 'error' }>,
    place?: Place,
  ) {
    const { channel } = answer;
    const left = leaving.get(channel) ?? 0;
    if (answer.type === 'unsubscribed' && left > 0) leaving.set(channel, left - 1);
    if (!place || left > 0) return;
    const { listener, present, at } = place;
    const seen = (members: readonly Member[] | undefined) => {
      present.clear();
      for (const member of members ?? []) present.set(member.client, member);
      listener.present?.(members);
    };
    switch (answer.type) {
      case 'subscribed': {
        const { epoch, offset, recovered } = answer;
        // Nobody has asked if the channel's memory was lost: then nothing of it comes.
        const history = place.isLive ? 0 : place.history;
        place.isLive = true;
        // If what was missed comes next, we are still where we were: the connection may be lost again meanwhile.
        if (!recovered || !at) place.at = { epoch, offset: Math.max(0, offset - history) };
        listener.subscribed?.({ epoch, offset }, recovered);
        if (answer.present || answer.crowd) seen(answer.present);
        break;
      }
      case 'message': {
        const { type: _type, channel: _channel, ...message } = answer;
        if (!place.isLive || !at || message.offset <= at.offset) return;
        place.at = { epoch: at.epoch, offset: message.offset };
        listener.message(message);
        break;
      }
      case 'presence': {
        if (!place.isLive) return;
        if (answer.event === 'crowd') return seen(undefined);
        if (answer.event === 'room') return seen(answer.present);
        const { type: _type, channel: _channel, event, ...member } = answer;
        if (event === 'enter') present.set(member.client, member);
        else present.delete(member.client);
        listener.present?.([...present.values()]);
        break;
      }
      case 'unsubscribed':
        if (answer.reason === undefined) return;
        places.delete(channel);
        listener.refused?.({ error: answer.reason, capability: `subscribe:${channel}` });
    }
  }

  function ask(channel: string): void {
    const place = places.get(channel);
    if (!place || place.isLive) return;
    const { at: since, history } = place;
    say({ type: 'subscribe', channel, ...(since && { since }), ...(history > 0 && { history }) });
  }

  /** Does what is due next on a connection that is in: first all subscriptions, then one message after the other. */
  function goOn(own: Line): void {
    if (!own.isIn) return;
    const isSubscribing = [...places.values()].some(({ isLive }) => !isLive);
    const [next] = outbox;
    if (next && !own.isPublishing && !isSubscribing) {
      next.sentAt ??= Date.now();
      if (Date.now() - next.sentAt > REPEAT_MS) {
        outbox.shift()?.reject({ error: 'unknown' });
        return goOn(own);
      }
      own.isPublishing = true;
      own.socket?.send(next.request);
    }
    if (isSubscribing || own.isPublishing) awaitAnswer(own);
  }

  /** Takes the message that is being published from the outbox. */
  function settle(own: Line): Outgoing | undefined {
    if (!own.isPublishing) return undefined;
    own.isPublishing = false;
    return outbox.shift();
  }

  function fail(own: Line, { request, ...why }: Extract<Answer, { type: 'error' }>): void {
    const { type } = request;
    // What is too long for a name is not repeated.
    const channel = request.channel ?? [...places.keys()].find((name) => name.length > LONGEST_NAME) ?? '';
    if (why.error === 'unavailable') {
      const again = () => {
        if (line !== own) return;
        if (type === 'subscribe') ask(channel);
        if (type === 'refresh') void renew(own);
        if (type !== 'publish') return;
        own.isPublishing = false;
        goOn(own);
      };
      setTimeout(again, PAUSE_MS * (1 + Math.random()));
      return;
    }
    const { type: _type, ...refusal } = why;
    if (type === 'publish') settle(own)?.reject(refusal);
    const place = places.get(channel);
    // It may have been asked for twice.
    if (type !== 'subscribe' || place?.isLive) return;
    places.delete(channel);
    place?.listener.refused?.(refusal);
  }

  /** Renews the token when a quarter of its time is left. */
  function renewBefore(own: Line, seconds: number | undefined): void {
    clearTimeout(own.renewal);
    if (seconds === undefined) return;
    const ms = Math.min(Math.max(seconds * 750, PAUSE_MS), LONGEST_TIMER_MS);
    own.renewal = setTimeout(() => void renew(own), ms);
  }

  async function renew(own: Line): Promise<void> {
    const fresh = await token().catch(() => undefined);
    if (line === own && fresh !== undefined) say({ type: 'refresh', token: fresh });
  }

  return {
    connect: () => void connect(),
    disconnect() {
      line?.socket?.close(1000);
      end({});
    },
    subscribe(channel, listener, { since, history = 0 } = {}) {
      places.set(channel, { listener, history, at: since, isLive: false, present: new Map() });
      if (!line?.isIn) return;
      ask(channel);
      goOn(line);
    },
    unsubscribe(channel) {
      if (!places.delete(channel) || !line?.isIn) return;
      leaving.set(channel, (leaving.get(channel) ?? 0) + 1);
      say({ type: 'unsubscribe', channel });
    },
    publish: (channel, data, id = newId()) =>
      new Promise((resolve, reject) => {
        outbox.push({ id, request: json({ type: 'publish', channel, id, data }), resolve, reject });
        if (line) goOn(line);
      }),
  };
}

/** Reads what the server says. @returns undefined for what it would never say */
function read(text: string): Answer | undefined {
  try {
    const said: unknown = JSON.parse(text);
    return isAnswer(said) ? said : undefined;
  } catch {
    return undefined;
  }
}

/** Whether what is used of an answer can be used. What has another type is let go later. */
function isAnswer(said: unknown): said is Answer {
  if (typeof said !== 'object' || said === null) return false;
  const { type, epoch, offset, event, present, client, request, expiresIn }: Record<string, unknown> = {
    ...said,
  };
  switch (type) {
    case 'authenticated':
    case 'refreshed':
      return expiresIn === undefined || typeof expiresIn === 'number';
    case 'subscribed':
      return (
        typeof epoch === 'string' &&
        Number.isSafeInteger(offset) &&
        (present === undefined || areMembers(present))
      );
    case 'published':
    case 'message':
      return Number.isSafeInteger(offset);
    case 'presence':
      return event === 'crowd' || (event === 'room' ? areMembers(present) : typeof client === 'string');
    case 'error':
      return typeof request === 'object' && request !== null;
    default:
      return true;
  }
}

function areMembers(members: unknown): boolean {
  return Array.isArray(members) && members.every((member) => typeof member?.client === 'string');
}

/** 64 random bits: no two messages of a user within five minutes may have the same id. */
function newId(): string {
  return Array.from(crypto.getRandomValues(new Uint32Array(2)), (part) => part.toString(36)).join('-');
}

function json(message: object): string {
  return JSON.stringify(message);
}
