import { byteLength } from './byte-length.ts';
import type { Closing, FailurePlace, GatedSocket, GateSocket, Receive } from './options.ts';
import { checkClosing, type Rules } from './rules.ts';

type State = 'waiting' | 'verifying' | 'opening' | 'open' | 'closed';

const TOO_LONG = 'first message too long';
const TOO_MUCH = 'too much sent before the acknowledgement';

/** Bytes that frame headers may add to one message: 14 for each of 128 fragments (RFC 6455, section 5.2). */
const FRAMING_BYTES = 1792;

/** The close frame of `close` without arguments. */
const normal: Closing = { code: 1000, reason: '' };

/** One socket's way through the gate: `waiting` → `verifying` → `opening` → `open` → `closed`, never back. */
export class Passage<User, Context extends object> implements GatedSocket<User> {
  readonly #rules: Rules<User, Context>;
  readonly #socket: GateSocket;
  readonly #context: Context;
  #state: State = 'waiting';
  #timer: ReturnType<typeof setTimeout> | undefined;
  #aborter: AbortController | undefined;
  #queue: (string | Uint8Array)[] | undefined;
  #queuedBytes = 0;
  /** Bytes that may still arrive before the gate is open. */
  #mayArrive: number;
  #receive: Receive | undefined;

  /** Starts the deadline. */
  constructor(rules: Rules<User, Context>, socket: GateSocket, context: Context) {
    this.#rules = rules;
    this.#socket = socket;
    this.#context = context;
    this.#mayArrive = rules.maxFirstMessageBytes + FRAMING_BYTES;
    if (rules.deadlineMs > 0) this.#timer = setTimeout(Passage.#deadlinePassed, rules.deadlineMs, this);
  }

  message(message: string | Uint8Array, isBinary = typeof message !== 'string'): void {
    switch (this.#state) {
      case 'open':
        this.#deliver(message, isBinary);
        break;
      case 'waiting':
        this.#firstMessage(message);
        break;
      case 'verifying':
      case 'opening':
        this.#enqueue(message);
        break;
      case 'closed':
        // ws goes on emitting messages after close(), terminate() and pause().
        this.#ignore();
        break;
    }
  }

  get takesBytes(): boolean {
    return this.#state === 'open' && this.#rules.textAsBytes;
  }

  arrived(bytes: number): boolean {
    if (this.#state === 'open') return true;
    this.#mayArrive -= bytes;
    if (this.#mayArrive >= 0) return true;
    this.refuse(this.#state === 'waiting' ? TOO_LONG : TOO_MUCH);
    return false;
  }

  admit(user: User): void {
    if (this.#state !== 'waiting') return;
    if (user) this.#open(user);
    else this.#turnAway('credential not accepted');
  }

  refuse(cause: string, error?: unknown): void {
    if (this.#state === 'waiting' || this.#state === 'verifying') this.#turnAway(cause, error);
  }

  send(message: string | Uint8Array): void {
    if (this.#state !== 'open' && this.#state !== 'opening') return;
    if (typeof message === 'string' || message instanceof Uint8Array) this.#transmit(message);
    else this.fail(new TypeError(`send takes a string or bytes, not ${kindOf(message)}`), 'send');
  }

  close(closing: Closing = normal): void {
    if (this.#state === 'closed') return;
    try {
      checkClosing('closing', closing);
      this.#end(closing);
    } catch (error) {
      this.fail(error, 'close');
    }
  }

  fail(error: unknown, where: FailurePlace = 'outside'): void {
    this.#end(this.#rules.internalError);
    this.#report(error, where);
  }

  violated(): void {
    if (this.#state === 'closed') return;
    this.#leave();
    this.#cutOffLater();
  }

  disconnected(): void {
    this.#leave();
  }

  get signal(): AbortSignal {
    this.#aborter ??= new AbortController();
    if (this.#state === 'closed') this.#aborter.abort();
    return this.#aborter.signal;
  }

  #firstMessage(message: string | Uint8Array): void {
    if (typeof message !== 'string') return this.#turnAway('binary message');
    if (byteLength(message) > this.#rules.maxFirstMessageBytes) {
      return this.#turnAway(TOO_LONG);
    }
    // Set first, so that a second message cannot start a second verification.
    this.#state = 'verifying';
    let credential: string;
    try {
      const parsed = this.#rules.parse(message, this.#context);
      if (!isParsed(parsed)) throw this.#misfit(parsed, 'parse', 'a credential or a problem');
      if (!parsed.ok) return this.#turnAway(parsed.problem);
      credential = parsed.value;
    } catch (error) {
      this.#turnAway('first message not understood', error);
      return this.#report(error, 'parse');
    }
    // `parse` may have ended the connection.
    if (this.#state !== 'verifying') return;
    this.#mayArrive += this.#rules.maxQueuedBytes + this.#rules.maxQueuedMessages * FRAMING_BYTES;
    void this.#verify(credential);
  }

  async #verify(credential: string): Promise<void> {
    let user: User | undefined | null | false;
    try {
      user = await this.#rules.verify(credential, { ...this.#context, signal: this.signal });
    } catch (error) {
      if (this.#state !== 'verifying') return;
      this.#turnAway('verification failed', error);
      return this.#report(error, 'verify');
    }
    // The client left or the deadline passed meanwhile, so the answer comes too late.
    if (this.#state !== 'verifying') return;
    if (!user) return this.#turnAway('credential not accepted');
    let text: string;
    try {
      text = this.#rules.acknowledge(user, this.#context);
      if (typeof text !== 'string') throw this.#misfit(text, 'acknowledge', 'a string');
    } catch (error) {
      return this.fail(error, 'acknowledge');
    }
    if (this.#state !== 'verifying') return;
    this.#transmit(text);
    if (this.#state === 'verifying') this.#open(user);
  }

  #open(user: User): void {
    clearTimeout(this.#timer);
    // An open connection needs neither any more, and there may be ten thousand.
    this.#timer = undefined;
    this.#aborter = undefined;
    this.#state = 'opening';
    try {
      const receive = this.#rules.open(this, user, this.#context);
      if (typeof receive !== 'function') throw this.#misfit(receive, 'open', 'a function');
      this.#receive = receive;
    } catch (error) {
      return this.fail(error, 'open');
    }
    this.#deliverQueue();
  }

  /**
   * Delivers the queue. Any message may make the receiver close the connection, and further messages may arrive
   * meanwhile.
   */
  #deliverQueue(): void {
    while (this.#state === 'opening') {
      const message = this.#queue?.shift();
      if (message === undefined) {
        this.#queue = undefined;
        this.#state = 'open';
      } else {
        this.#deliver(message, typeof message !== 'string');
      }
    }
    if (this.#state === 'closed') this.#receive = undefined;
  }

  #enqueue(message: string | Uint8Array): void {
    this.#queuedBytes += byteLength(message);
    this.#queue ??= [];
    // A copy, because the library's bytes may be a small part of a large buffer, which would be kept with them.
    this.#queue.push(typeof message === 'string' ? message : new Uint8Array(message));
    const { maxQueuedMessages, maxQueuedBytes } = this.#rules;
    if (this.#queue.length > maxQueuedMessages || this.#queuedBytes > maxQueuedBytes) {
      this.#turnAway(TOO_MUCH);
    }
  }

  #deliver(message: string | Uint8Array, isBinary: boolean): void {
    const passed =
      typeof message === 'string' && this.#rules.textAsBytes ? new TextEncoder().encode(message) : message;
    try {
      const result = this.#receive?.(passed, isBinary);
      if (result !== undefined) this.#watch(result, 'receive');
    } catch (error) {
      this.fail(error, 'receive');
    }
  }

  #transmit(message: string | Uint8Array): void {
    try {
      this.#watch(this.#socket.send(message), 'send');
    } catch (error) {
      this.fail(error, 'send');
    }
  }

  #ignore(): void {
    try {
      this.#watch(this.#rules.ignored(this.#context), 'ignored');
    } catch (error) {
      this.#report(error, 'ignored');
    }
  }

  static #deadlinePassed<User, Context extends object>(passage: Passage<User, Context>): void {
    passage.#turnAway(
      passage.#state === 'verifying' ? 'verification too slow' : 'no token before the deadline',
    );
  }

  #turnAway(cause: string, error?: unknown): void {
    if (this.#state === 'closed') return;
    this.#leave();
    try {
      this.#watch(this.#rules.refused(cause, this.#context, error), 'refused');
    } catch (thrown) {
      this.#report(thrown, 'refused');
    }
    this.#sayGoodbye(this.#rules.refusal);
  }

  #end(closing: Closing): void {
    if (this.#state === 'closed') return;
    this.#leave();
    this.#sayGoodbye(closing);
  }

  #sayGoodbye(closing: Closing): void {
    try {
      this.#watch(this.#socket.close(closing.code, closing.reason), 'close');
    } catch (error) {
      this.#cutOff();
      return this.#report(error, 'close');
    }
    this.#cutOffLater();
  }

  // A client that never answers the close frame would stay as long as the library waits for it.
  #cutOffLater(): void {
    this.#timer = setTimeout(Passage.#graceOver, this.#rules.closeGraceMs, this);
  }

  static #graceOver<User, Context extends object>(passage: Passage<User, Context>): void {
    passage.#cutOff();
  }

  #cutOff(): void {
    try {
      this.#watch(this.#socket.terminate(), 'terminate');
    } catch (error) {
      this.#report(error, 'terminate');
    }
  }

  /** The one cleanup that every exit passes. */
  #leave(): void {
    this.#state = 'closed';
    clearTimeout(this.#timer);
    this.#timer = undefined;
    this.#queue = undefined;
    this.#receive = undefined;
    const aborter = this.#aborter;
    this.#aborter = undefined;
    aborter?.abort();
  }

  #report(error: unknown, where: FailurePlace): void {
    try {
      const result = this.#rules.failed(error, this.#context, where);
      // There is nobody left to tell.
      if (isObject(result)) Promise.resolve(result).catch(() => {});
    } catch {}
  }

  /** Treats the rejection of a promise that was returned like an exception. */
  #watch(result: unknown, where: FailurePlace): void {
    if (isObject(result)) Promise.resolve(result).catch((error: unknown) => this.fail(error, where));
  }

  /** @returns the error for a callback that returned something of the wrong kind */
  #misfit(result: unknown, where: FailurePlace, wanted: string): TypeError {
    this.#watch(result, where);
    return new TypeError(`${where} must return ${wanted}, not ${kindOf(result)}`);
  }
}

function isObject(value: unknown): value is object {
  return typeof value === 'object' && value !== null;
}

function isParsed(value: unknown): boolean {
  if (!isObject(value)) return false;
  if (!('ok' in value)) return false;
  if (value.ok === true) return 'value' in value && typeof value.value === 'string';
  return value.ok === false && 'problem' in value && typeof value.problem === 'string';
}

/** Describes a value by its type only, because its content may be secret. */
function kindOf(value: unknown): string {
  if (value === null) return 'null';
  if (Array.isArray(value)) return 'an array';
  if (value instanceof Promise) return 'a promise';
  return typeof value;
}
