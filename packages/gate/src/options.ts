/** What a gate is made of: the callbacks and limits that `defineGate` takes, and what holds where one is left out. */

/** What a close frame says: a code, and a fixed reason of at most 123 bytes (RFC 6455, section 5.5.1). */
export interface Closing {
  readonly code: number;
  readonly reason: string;
}

/** Something that can be ended from outside. */
export interface Closable {
  /**
   * Ends the connection with this code and reason. Messages that still arrive are ignored, and a peer that does not
   * answer the close frame is cut off. Does nothing when the connection has ended already. Never throws.
   */
  close(closing: Closing): void;
}

/** An authenticated client's connection, as `open` gets it. No member throws, also after the connection has ended. */
export interface OpenSocket extends Closable {
  /** Sends a string as a text message and bytes as a binary one. Does nothing when the connection has ended. */
  send(message: string | Uint8Array): void;
  /** Without arguments: closes normally, with code 1000. */
  close(closing?: Closing): void;
  /**
   * Aborted when the connection has ended, whoever ended it. What an `abort` listener of yours throws is reported by
   * the platform and not by the gate.
   */
  readonly signal: AbortSignal;
}

/**
 * A connection behind a gate, as a binding holds it: it passes on every message and the end. No member throws, whatever
 * the callbacks and the socket do.
 */
export interface GatedSocket<User> extends OpenSocket {
  /**
   * Takes one message as it arrives: text as a string, binary as bytes.
   *
   * @param bytes - a text as it came
   */
  message(message: string | Uint8Array, bytes?: Uint8Array): void;
  /**
   * For whoever sees the bytes below the WebSocket: told of them as they arrive, without those of pings and pongs, a
   * first message that is too long is refused while it is read, and not when its end has come.
   *
   * @returns whether to read on; false for a client that has sent more than it may before it is in, refused or not
   */
  arrived(bytes: number): boolean;
  /**
   * Opens the gate for a client that was authenticated before the 101. Nothing is acknowledged: the 101 was it. Does
   * nothing unless the gate still waits.
   */
  admit(user: User): void;
  /**
   * Refuses a client that is not in yet, as the deadline would; for a place that somebody else needs more. Does
   * nothing to one who is in.
   *
   * @param cause - goes to `refused`
   */
  refuse(cause: string, error?: unknown): void;
  /**
   * Ends the connection because of something thrown outside the callbacks, such as in a timer of the session, and
   * tells `failed`.
   */
  fail(error: unknown, where?: FailurePlace): void;
  /** The peer broke RFC 6455 and the library has sent the close frame for it. */
  violated(): void;
  /** The socket is gone. Nothing of the gate remains after this. */
  disconnected(): void;
}

/**
 * The socket that a gate is put before, such as a WebSocket of ws. Where a member throws, the gate tells `failed` and
 * ends the connection.
 */
export interface GateSocket {
  /** Sends a string as a text message and bytes as a binary one. */
  send(message: string | Uint8Array): unknown;
  /** Starts the closing handshake (RFC 6455, section 7.1.2). */
  close(code: number, reason: string): unknown;
  /** Drops the connection without a word. */
  terminate(): unknown;
}

/** What every binding knows of the request that asked for the WebSocket. Node's `IncomingMessage` is one. */
export interface HandshakeRequest {
  /** Path and query. */
  readonly url?: string | undefined;
  /** Values by lower-case name. */
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
}

/** What the bindings hand to every callback; a caller of `enter` may hand over anything else. */
export interface Handshake<Request = HandshakeRequest> {
  readonly request: Request;
}

/** A parser's answer: the credential, or the problem in words fit for a log (never the input itself). */
export type Parsed =
  | { readonly ok: true; readonly value: string }
  | { readonly ok: false; readonly problem: string };

/**
 * Takes one message of an open connection: text as a string, binary as bytes. It may return a promise; the next
 * message does not wait for it. When it throws or the promise is rejected, the connection is closed with
 * `internalError` and `failed` is told.
 *
 * @param bytes - a text as it came, where it did not have to wait and the library has it: to pass it on without encoding
 *   it again
 */
export type Receive = (message: string | Uint8Array, isBinary: boolean, bytes?: Uint8Array) => unknown;

/** Where something was thrown: in a callback, in what `open` returned (`receive`), or in the socket. */
export type FailurePlace =
  | 'parse'
  | 'verify'
  | 'acknowledge'
  | 'open'
  | 'receive'
  | 'refused'
  | 'ignored'
  | 'send'
  | 'close'
  | 'terminate'
  | 'session';

/**
 * How a kind of connection is guarded. One object serves all of them, so it holds no state of any: what belongs to one
 * connection is its context, which every callback gets.
 *
 * Only `verify` and `open` are required. `User` may be anything truthy.
 */
export interface GateOptions<User, Context extends object> {
  /**
   * Says whose credential this is. Anything falsy means nobody's: the client is refused.
   *
   * When it throws or its promise is rejected, the client is refused and `failed` is told. What it answers or throws
   * after the client has left or the deadline has passed changes nothing and is told to nobody.
   *
   * @param context - the connection's own members (a shallow copy), and a signal that is aborted when the answer no
   *   longer matters: the client left, the deadline passed, or the connection was closed
   */
  readonly verify: (
    credential: string,
    context: Context & { readonly signal: AbortSignal },
  ) => User | Nobody | PromiseLike<User | Nobody>;
  /**
   * Starts what an authenticated client may do, right after the acknowledgement, and returns the function that takes
   * its messages.
   *
   * When it throws, returns a promise or anything else that is no function, the connection is closed with
   * `internalError` and `failed` is told.
   */
  readonly open: (socket: OpenSocket, user: User, context: Context) => Receive;
  /**
   * Reads the credential from the text of the first message. The problem goes to `refused`, never to the client. By
   * default the message is `{"token": "…"}`.
   *
   * When it throws or returns something else than a `Parsed`, the client is refused and `failed` is told.
   */
  readonly parse?: ((text: string, context: Context) => Parsed) | undefined;
  /**
   * The text message that tells clients they are in; by default `Successfully authenticated.`
   *
   * When it throws or returns no string, nothing is sent, the connection is closed with `internalError` and `failed`
   * is told.
   */
  readonly acknowledge?: ((user: User, context: Context) => string) | undefined;
  /**
   * Told why a client was refused, in words fit for a log, and the error behind it if there is one. By default nobody
   * is told.
   *
   * When it throws or its promise is rejected, the client is refused all the same and `failed` is told.
   */
  readonly refused?: ((cause: string, context: Context, error?: unknown) => unknown) | undefined;
  /**
   * Told of everything that was thrown, once the client it concerns is refused or closed. An error may quote the
   * credential it is about: log it with care. By default `console.error`.
   *
   * When it throws or its promise is rejected, nobody is told.
   */
  readonly failed?: ((error: unknown, context: Context, where: FailurePlace) => unknown) | undefined;
  /**
   * Told of every message that still comes from a connection that was ended: a flood may be worth a limit of its own.
   * By default nobody is told.
   *
   * When it throws or its promise is rejected, `failed` is told.
   */
  readonly ignored?: ((context: Context) => unknown) | undefined;
  /** How a refused client is told: the same for every cause, so that it is no oracle. */
  readonly refusal?: Closing | undefined;
  /** How an authenticated client is told that something was thrown on the server. */
  readonly internalError?: Closing | undefined;
  /** Milliseconds from the 101 to the end of the verification, which no traffic extends; 0 switches it off. */
  readonly deadlineMs?: number | undefined;
  /** Longest first message in bytes; `Infinity` leaves it to the library. */
  readonly maxFirstMessageBytes?: number | undefined;
  /** Most messages that wait for the verification; with 0 whoever sends one is refused. */
  readonly maxQueuedMessages?: number | undefined;
  /** Most bytes in them. */
  readonly maxQueuedBytes?: number | undefined;
  /** Milliseconds in which a closed peer must answer the close frame before it is cut off. */
  readonly closeGraceMs?: number | undefined;
}

/** What `verify` answers about a credential that is not accepted. */
export type Nobody = undefined | null | false;

/** The limits and the close frames that most services will want. */
export const gateDefaults = {
  refusal: { code: 3000, reason: 'unauthorized' },
  internalError: { code: 1011, reason: 'internal error' },
  deadlineMs: 5000,
  maxFirstMessageBytes: 4096,
  maxQueuedMessages: 16,
  maxQueuedBytes: 65_536,
  closeGraceMs: 1000,
} as const;
