/** One channel at this node: who is subscribed here, and what they have been sent. */
import { opcodes, writeFrame } from '@websocket-auth-lab/wire';
import {
  type ChannelAnswer,
  formatAnswer,
  formatMessage,
  type Member,
  type Position,
  type PresenceEvent,
} from '../../protocol/channels.ts';
import type { From } from './broker.ts';
import type { Engine, News, Present, Stored } from './engine.ts';
import { Presence } from './presence.ts';

/** A connection, as a channel knows it. */
export interface Subscriber {
  readonly member: Member;
  /** Whether it is told who comes and goes. Asked each time. */
  seesPresence(): boolean;
  /** Sends a whole text frame. It never throws. */
  send(frame: Uint8Array): void;
  /** Resolves when what was sent has left this process, or the client is gone. */
  drained(): Promise<void>;
}

export interface Subscription {
  /** Ends it at once: nothing is delivered after. */
  end(): void;
}

/** How many messages are read at once for a subscriber who missed some. */
const PAGE = 100;

interface Place extends Subscription {
  readonly subscriber: Subscriber;
  epoch: string;
  /** The last message that the subscriber was sent, or need not be sent. It moves only while they catch up. */
  offset: number;
  ended: boolean;
  /** Whether what they missed is being read. */
  catchingUp: boolean;
}

export class Channel {
  readonly #name: string;
  readonly #engine: Engine;
  readonly #empty: () => void;
  readonly #stopListening: () => void;
  /** Everybody who is subscribed here. */
  readonly #places = new Set<Place>();
  /** Those of them who get each message as it comes. */
  readonly #live = new Set<Place>();
  readonly #presence = new Presence((event) => this.#tellWhoSees(event));
  /** Where this node is: the last message that those who are live have been sent. */
  #at: { epoch: string; offset: number } | undefined;
  #opening: Promise<void> | undefined;
  /** Subscriptions that are on their way. */
  #coming = 0;
  #filling = false;
  /** The newest message that this node has heard of. */
  #newest = 0;
  /** Messages that were heard of while others are read that come before them. */
  readonly #ahead: Stored[] = [];
  /** The last messages that were delivered, while anybody catches up: who has read up to them goes on here. */
  readonly #recent: Stored[] = [];
  #catchingUp = 0;

  /** @param empty - called when nobody is subscribed here any more */
  constructor(name: string, engine: Engine, empty: () => void) {
    this.#name = name;
    this.#engine = engine;
    this.#empty = empty;
    this.#stopListening = engine.listen(name, (news) => this.#hear(news));
  }

  /** @throws Unavailable */
  async subscribe(subscriber: Subscriber, { since, history = 0 }: From): Promise<Subscription> {
    this.#coming++;
    try {
      await this.#open();
      const state = await this.#engine.enter(this.#name, [subscriber.member]);
      this.#arrived(state);
      const recovered =
        since?.epoch === state.epoch && since.offset <= state.offset && since.offset >= state.oldest - 1;
      const place: Place = {
        subscriber,
        epoch: state.epoch,
        offset: recovered ? since.offset : Math.max(state.offset - history, state.oldest - 1),
        ended: false,
        catchingUp: false,
        end: () => this.#leave(place),
      };
      // The others are told before it is one of those who are.
      this.#presence.enter(subscriber.member);
      this.#places.add(place);
      this.#tell(place, state, recovered);
      void this.#catchUp(place);
      return place;
    } finally {
      this.#coming--;
      this.#closeIfEmpty();
    }
  }

  /** Looks where the channel is and who is there, in case news was lost. It never rejects. */
  async look(): Promise<void> {
    try {
      const { others, own, ...state } = await this.#engine.look(this.#name);
      this.#see({ others, own });
      this.#arrived(state);
      // Not awaited: the other channels need their looks.
      if (this.#at && state.offset > this.#at.offset) void this.#fill();
      for (const place of this.#places) if (!this.#live.has(place)) void this.#catchUp(place);
    } catch {
      // The engine is away, and has said so. The next look makes up for it.
    }
  }

  /** Finds out where the channel is, when the first subscriber comes. */
  #open(): Promise<void> {
    this.#opening ??= this.#engine
      .look(this.#name)
      .then(({ others, own: _own, ...state }) => {
        for (const member of others) this.#presence.enter(member);
        this.#at ??= { epoch: state.epoch, offset: state.offset };
      })
      .catch((error: unknown) => {
        this.#opening = undefined;
        throw error;
      });
    return this.#opening;
  }

  #hear(news: News): void {
    if (!this.#at) return;
    if (news.type !== 'message') return this.#presence[news.type](news.member);
    const { epoch, message } = news;
    // The message before this one is where the new memory begins, as far as this node has seen.
    this.#arrived({ epoch, offset: message.offset - 1 });
    this.#newest = message.offset;
    if (this.#filling || message.offset > this.#at.offset + 1) {
      this.#ahead.push(message);
      void this.#fill();
    } else if (message.offset === this.#at.offset + 1) this.#deliver(message);
  }

  /** Notes where the channel is. If its memory was lost, everybody is told, and goes on from here. */
  #arrived(state: Position): void {
    if (this.#at?.epoch === state.epoch) return;
    this.#restart(state);
  }

  /** Nobody here can be given what they missed. */
  #restart({ epoch, offset }: Position): void {
    this.#at = { epoch, offset };
    this.#newest = offset;
    this.#ahead.length = 0;
    this.#recent.length = 0;
    for (const place of this.#live) this.#startAnew(place, this.#at);
  }

  #deliver(message: Stored): void {
    if (this.#at) this.#at.offset = message.offset;
    if (this.#catchingUp > 0 && this.#recent.push(message) > PAGE) this.#recent.shift();
    if (this.#live.size === 0) return;
    // Framed once, for everybody.
    const frame = this.#frameOf(message);
    for (const { subscriber, offset } of this.#live) if (message.offset > offset) subscriber.send(frame);
  }

  /** Reads the messages whose news did not arrive. */
  async #fill(): Promise<void> {
    if (this.#filling) return;
    this.#filling = true;
    try {
      let head = Number.POSITIVE_INFINITY;
      for (let at = this.#at; at && at.offset < Math.max(head, this.#newest); at = this.#at) {
        const page = await this.#engine.read(this.#name, at.offset, PAGE);
        head = page.offset;
        // Meanwhile somebody else may have found out that the memory was lost.
        if (this.#at !== at) continue;
        if (page.epoch !== at.epoch || page.oldest > at.offset + 1) this.#restart(page);
        else for (const message of page.messages) this.#deliver(message);
        // Where many publish, more has come while this was read. Without it one would read for ever.
        for (const message of this.#ahead.splice(0)) {
          if (message.offset === this.#at.offset + 1) this.#deliver(message);
        }
      }
    } catch {
      // The engine is away. The next look goes on here.
    } finally {
      this.#filling = false;
      this.#ahead.length = 0;
    }
  }

  /** Sends one subscriber what they missed, as fast as they read, and then makes them live. */
  async #catchUp(place: Place): Promise<void> {
    if (place.catchingUp) return;
    place.catchingUp = true;
    this.#catchingUp++;
    try {
      while (!place.ended && !this.#goesLive(place)) {
        const page = await this.#engine.read(this.#name, place.offset, PAGE);
        if (place.ended) return;
        this.#arrived(page);
        if (page.epoch !== place.epoch || page.oldest > place.offset + 1) this.#startAnew(place, page);
        for (const message of page.messages) {
          if (message.offset <= place.offset) continue;
          place.subscriber.send(this.#frameOf(message));
          place.offset = message.offset;
        }
        if (this.#goesLive(place)) return;
        await place.subscriber.drained();
      }
    } catch {
      // The engine is away. The next look tries again.
    } finally {
      place.catchingUp = false;
      if (--this.#catchingUp === 0) this.#recent.length = 0;
    }
  }

  /** Makes a subscriber live who has caught up, but for a few messages that came while they read. */
  #goesLive(place: Place): boolean {
    const at = this.#at;
    if (at?.epoch !== place.epoch) return false;
    const missing = this.#recent.filter(({ offset }) => offset > place.offset);
    if (at.offset - place.offset > missing.length) return false;
    for (const message of missing) {
      place.subscriber.send(this.#frameOf(message));
      place.offset = message.offset;
    }
    this.#live.add(place);
    return true;
  }

  /** Tells a subscriber that what they missed cannot be had any more, and where they go on. */
  #startAnew(place: Place, at: Position): void {
    place.epoch = at.epoch;
    place.offset = at.offset;
    this.#tell(place, at, false);
  }

  /** Tells a subscriber where they are now. */
  #tell(place: Place, { epoch, offset }: Position, recovered: boolean): void {
    const answer: ChannelAnswer = {
      type: 'subscribed',
      channel: this.#name,
      epoch,
      offset,
      recovered,
      ...(place.subscriber.seesPresence() && this.#presence.seen),
    };
    place.subscriber.send(frameOf(formatAnswer(answer)));
  }

  /** Compares who is there with who this node thinks is there. */
  #see({ others, own }: Present): void {
    const here = [...this.#places].map(({ subscriber: { member } }) => member);
    this.#presence.compare([...others, ...here]);
    // The engine has lost its memory, or this node its connection to it.
    const noted = new Set(own.map(({ client }) => client));
    const forgotten = here.filter(({ client }) => !noted.has(client));
    if (forgotten.length > 0) void this.#engine.enter(this.#name, forgotten).catch(() => {});
  }

  #tellWhoSees(event: PresenceEvent): void {
    const frame = frameOf(formatAnswer({ type: 'presence', channel: this.#name, ...event }));
    for (const { subscriber } of this.#places) if (subscriber.seesPresence()) subscriber.send(frame);
  }

  #leave(place: Place): void {
    if (place.ended) return;
    place.ended = true;
    this.#places.delete(place);
    this.#live.delete(place);
    const { member } = place.subscriber;
    this.#presence.leave(member);
    this.#engine.leave(this.#name, member);
    this.#closeIfEmpty();
  }

  #closeIfEmpty(): void {
    if (this.#places.size > 0 || this.#coming > 0) return;
    this.#stopListening();
    this.#empty();
  }

  #frameOf(message: Stored): Buffer {
    return frameOf(formatMessage(this.#name, message, message.data));
  }
}

function frameOf(payload: string): Buffer {
  return writeFrame({ opcode: opcodes.text, payload });
}
