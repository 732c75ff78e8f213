/**
 * The gate: nobody speaks before the first message proves who they are.
 *
 * One gate stands before one socket and goes `waiting` → `verifying` → `open` → `closed`, never back. It knows
 * no HTTP, no logger and no library: it is given a socket of three members and a set of rules.
 * `ws.ts` beside it fits it to ws.
 */
import type { Parsed } from '../../protocol/messages.ts';

/** What the gate needs of a WebSocket. No member may throw. */
export interface GateSocket {
  /** Sends one text message. Bytes must be valid UTF-8. */
  send(data: string | Uint8Array): void;
  /** Starts the closing handshake (RFC 6455, section 7.1.2). */
  close(code: number, reason: string): void;
  /** Drops the connection without a word. */
  terminate(): void;
}

/** What a close frame says: a code, and a fixed reason of at most 123 bytes (RFC 6455, section 5.5.1). */
export interface Closing {
  readonly code: number;
  readonly reason: string;
}

/** Takes one message of an open connection. */
export type Receive = (data: Buffer, isBinary: boolean) => void;

/** What a gate lets pass. One object serves every connection of a kind, so it holds no state of any. */
export interface GateRules<Identity, Connection> {
  /** Reads the credential from the first message. The problem goes to `refused`, never to the client. */
  parse(text: string): Parsed<string>;
  /**
   * Says whose credential this is, or `undefined` when it is nobody's. A rejection refuses the client.
   *
   * @param signal - aborted when the answer no longer matters: the client left, or the deadline passed
   */
  verify(connection: Connection, credential: string, signal: AbortSignal): Promise<Identity | undefined>;
  /** The text message that tells the client it is in. */
  acknowledge(identity: Identity): string;
  /** Called after the acknowledgement: starts the session and returns its receiver. */
  opened(connection: Connection, identity: Identity, gate: Closable): Receive;
  /** Told the cause of every refusal, in words fit for a log, and the error behind it if there is one. */
  refused(connection: Connection, cause: string, error?: unknown): void;
  /** Told of an exception thrown by the session. The connection is closed by then. */
  failed(connection: Connection, error: unknown): void;
  /** Told of every message that still comes from a connection that was ended: a flood may be worth a limit of its own. */
  ignored?(connection: Connection): void;
  /** How a refused client is told: the same for every cause, so that it is no oracle. */
  readonly refusal: Closing;
  /** How a client is told that the session threw. */
  readonly internalError: Closing;
  /** Milliseconds from the 101 to the end of the verification; 0 switches it off. */
  readonly deadlineMs: number;
  /** Longest first message in bytes. */
  readonly maxFirstMessageBytes: number;
  /** Most messages that wait for the verification. */
  readonly maxQueuedMessages: number;
  /** Most bytes in them. */
  readonly maxQueuedBytes: number;
  /** Milliseconds in which a closed peer must answer the close frame before it is cut off. */
  readonly closeGraceMs: number;
}

/** The limits most services will want. */
export const gateDefaults = {
  deadlineMs: 5000,
  maxFirstMessageBytes: 4096,
  maxQueuedMessages: 16,
  maxQueuedBytes: 65_536,
  closeGraceMs: 1000,
} as const;

/** Something that can be ended from outside. */
export interface Closable {
  /** Ends the connection with this code and reason. Frames that still arrive are ignored. */
  close(outcome: Closing): void;
}

const TOO_LONG = 'first message too long';
const TOO_MUCH = 'too much sent before the acknowledgement';

/** Bytes that frame headers may add to one message: 128 fragments of 14 bytes (RFC 6455, section 5.2). */
const FRAMING_BYTES = 1792;

type State = 'waiting' | 'verifying' | 'open' | 'closed';

export class Gate<Identity, Connection> implements Closable {
  readonly #socket: GateSocket;
  readonly #rules: GateRules<Identity, Connection>;
  readonly #connection: Connection;
  #state: State = 'waiting';
  #timer: ReturnType<typeof setTimeout> | undefined;
  #verification: AbortController | undefined;
  #queue: { data: Buffer; isBinary: boolean }[] = [];
  #queuedBytes = 0;
  /** Bytes that a client may still send before it is in. */
  #mayArrive: number;
  #receive: Receive | undefined;

  /**
   * Starts the deadline: call it in the same tick as the 101, and pass every frame from then on.
   *
   * @param connection - handed back to the rules, so that they know which connection they are told of
   */
  constructor(socket: GateSocket, rules: GateRules<Identity, Connection>, connection: Connection) {
    this.#socket = socket;
    this.#rules = rules;
    this.#connection = connection;
    this.#mayArrive = rules.maxFirstMessageBytes + FRAMING_BYTES;
    if (rules.deadlineMs > 0) {
      this.#timer = setTimeout(() => this.#deadlinePassed(), rules.deadlineMs);
    }
  }

  /**
   * Told of bytes as they arrive, without those of pings and pongs, until the gate is open: a first message that is too
   * long is refused while it is read, and not when its end has come.
   *
   * @returns whether to read on. False for a client that sends more than it may, refused or not.
   */
  arrived(bytes: number): boolean {
    this.#mayArrive -= bytes;
    if (this.#mayArrive >= 0) return true;
    this.refuse(this.#state === 'waiting' ? TOO_LONG : TOO_MUCH);
    return false;
  }

  /** Takes one message as it arrives. */
  message(data: Buffer, isBinary: boolean): void {
    switch (this.#state) {
      case 'open':
        this.#deliver(data, isBinary);
        break;
      case 'waiting':
        this.#firstMessage(data, isBinary);
        break;
      case 'verifying':
        this.#enqueue(data, isBinary);
        break;
      case 'closed':
        // ws goes on emitting frames after close(), terminate() and pause().
        this.#rules.ignored?.(this.#connection);
        break;
    }
  }

  /** Opens the gate for a client that was authenticated before the 101. Nothing is acknowledged: the 101 was it. */
  admit(identity: Identity): void {
    if (this.#state === 'waiting') this.#open(identity);
  }

  /**
   * Refuses a client that is not in yet, as the deadline does. One that is in stays.
   *
   * @param cause - in words fit for a log; the client is not told
   */
  refuse(cause: string, error?: unknown): void {
    if (this.#state !== 'waiting' && this.#state !== 'verifying') return;
    this.#rules.refused(this.#connection, cause, error);
    this.close(this.#rules.refusal);
  }

  close(outcome: Closing): void {
    if (this.#state === 'closed') return;
    this.#leave();
    this.#socket.close(outcome.code, outcome.reason);
    this.#cutOffLater();
  }

  /** The peer broke RFC 6455 and the library has sent the close frame for it. */
  violated(): void {
    if (this.#state === 'closed') return;
    this.#leave();
    this.#cutOffLater();
  }

  /** The socket is gone. Nothing of the gate remains after this. */
  disconnected(): void {
    this.#leave();
  }

  #firstMessage(data: Buffer, isBinary: boolean): void {
    if (isBinary) return this.refuse('binary message');
    if (data.byteLength > this.#rules.maxFirstMessageBytes) return this.refuse(TOO_LONG);
    const credential = this.#rules.parse(data.toString());
    if (!credential.ok) return this.refuse(credential.problem);
    // Set before anything is awaited: a second frame must not start a second verification.
    this.#state = 'verifying';
    const { maxQueuedBytes, maxQueuedMessages } = this.#rules;
    this.#mayArrive += maxQueuedBytes + maxQueuedMessages * FRAMING_BYTES;
    void this.#verify(credential.value);
  }

  async #verify(credential: string): Promise<void> {
    this.#verification = new AbortController();
    let identity: Identity | undefined;
    try {
      identity = await this.#rules.verify(this.#connection, credential, this.#verification.signal);
    } catch (error) {
      return this.refuse('verification failed', error);
    }
    // The client left or the deadline passed meanwhile: an answer that comes too late changes nothing.
    if (this.#state !== 'verifying') return;
    if (identity === undefined) return this.refuse('credential not accepted');
    this.#socket.send(this.#rules.acknowledge(identity));
    this.#open(identity);
  }

  #open(identity: Identity): void {
    clearTimeout(this.#timer);
    // Of ten thousand open connections nobody needs the timers any more.
    this.#timer = undefined;
    this.#verification = undefined;
    this.#state = 'open';
    try {
      this.#receive = this.#rules.opened(this.#connection, identity, this);
    } catch (error) {
      return this.#fail(error);
    }
    const queue = this.#queue;
    this.#queue = [];
    for (const { data, isBinary } of queue) this.message(data, isBinary);
  }

  #enqueue(data: Buffer, isBinary: boolean): void {
    this.#queuedBytes += data.byteLength;
    this.#queue.push({ data, isBinary });
    const { maxQueuedMessages, maxQueuedBytes } = this.#rules;
    if (this.#queue.length > maxQueuedMessages || this.#queuedBytes > maxQueuedBytes) {
      this.refuse(TOO_MUCH);
    }
  }

  #deliver(data: Buffer, isBinary: boolean): void {
    try {
      this.#receive?.(data, isBinary);
    } catch (error) {
      this.#fail(error);
    }
  }

  #deadlinePassed(): void {
    this.refuse(this.#state === 'verifying' ? 'verification too slow' : 'no token before the deadline');
  }

  #fail(error: unknown): void {
    this.close(this.#rules.internalError);
    this.#rules.failed(this.#connection, error);
  }

  /** The one cleanup every exit passes. */
  #leave(): void {
    this.#state = 'closed';
    clearTimeout(this.#timer);
    this.#verification?.abort();
    this.#verification = undefined;
    this.#queue = [];
    this.#receive = undefined;
  }

  // A peer that never answers would hold its seat for ws's 30 s.
  #cutOffLater(): void {
    this.#timer = setTimeout(() => this.#socket.terminate(), this.#rules.closeGraceMs);
  }
}
