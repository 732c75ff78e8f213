/** The callbacks and limits that `defineGate` takes, and their defaults. */

/** The content of a close frame: a code, and a fixed reason of at most 123 bytes (RFC 6455, section 5.5.1). */
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

/**
 * The connection of an authenticated client, as `open` gets it. No member throws, even after the connection has ended.
 */
export interface OpenSocket extends Closable {
  /** Sends a string as a text message and bytes as a binary one. Does nothing when the connection has ended. */
  send(message: string | Uint8Array): void;
  /** Closes the connection, by default normally, with code 1000. */
  close(closing?: Closing): void;
  /**
   * Aborted when the connection has ended, whoever ended it. If an `abort` listener of yours throws, the platform
   * reports it, not the gate.
   */
  readonly signal: AbortSignal;
}

/**
 * A connection behind a gate, as a binding holds it, which passes on every message and the end. No member throws,
 * whatever the callbacks and the socket do.
 */
export interface GatedSocket<User> extends OpenSocket {
  /**
   * Takes one message as it arrives: text as a string, or as its UTF-8 bytes while `takesBytes` is true; binary as bytes.
   *
   * @param isBinary - by default, whether the message is bytes
   */
  message(message: string | Uint8Array, isBinary?: boolean): void;
  /** Whether a text message may be passed as bytes now, because nobody reads it as a string. */
  readonly takesBytes: boolean;
  /**
   * For a caller that sees the bytes below the WebSocket: if it reports them as they arrive, without those of pings and
   * pongs, a first message that is too long is refused while it is read, and not only when it is complete.
   *
   * @returns whether to read on; false for a client that has sent more than it may before it is in, even if it has been
   *   refused already
   */
  arrived(bytes: number): boolean;
  /**
   * Lets in a client that was authenticated before the 101, which was its acknowledgement, so none is sent. Does
   * nothing unless the gate still waits for the first message.
   */
  admit(user: User): void;
  /**
   * Refuses a client that is not in yet, as the deadline would, for instance to make room for another. Does nothing to
   * a client that is in.
   *
   * @param cause - passed to `refused`
   */
  refuse(cause: string, error?: unknown): void;
  /**
   * Ends the connection because something was thrown outside the callbacks, such as in a timer of yours, and tells
   * `failed`.
   */
  fail(error: unknown, where?: FailurePlace): void;
  /** Tells the gate that the client broke RFC 6455, and that the library has sent the close frame. */
  violated(): void;
  /** Tells the gate that the socket is gone. Afterwards no timer and no listener of the gate is left. */
  disconnected(): void;
}

/**
 * A socket that can be put behind a gate, such as a WebSocket of ws. If a member throws, the gate tells `failed` and
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

/** What every binding knows of the request for the WebSocket. Node's `IncomingMessage` fits. */
export interface HandshakeRequest {
  /** Path and query. */
  readonly url?: string | undefined;
  /** Values by lower-case name. */
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
}

/** The context that the bindings pass to every callback. A caller of `enter` may use any other. */
export interface Handshake<Request = HandshakeRequest> {
  readonly request: Request;
}

/** A parser's answer: the credential, or the problem in words that are fit for a log and never quote the input. */
export type Parsed =
  | { readonly ok: true; readonly value: string }
  | { readonly ok: false; readonly problem: string };

/**
 * Takes one message of an open connection: binary as bytes, and text as a string, or with `textAsBytes` as its UTF-8
 * bytes. It may return a promise; the next message does not wait for it. When it throws or the promise is rejected, the
 * connection is closed with `internalError` and `failed` is told.
 */
export type Receive = (message: string | Uint8Array, isBinary: boolean) => unknown;

/**
 * Where something was thrown: in a callback, in the function that `open` returned (`receive`), in the socket, or
 * `outside` of these.
 */
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
  | 'outside';

/**
 * How connections are guarded. One object serves any number of them, so it holds no state of a connection: that is in
 * the context, which every callback gets.
 *
 * Only `verify` and `open` are required. `User` may be anything truthy.
 */
export interface GateOptions<User, Context extends object> {
  /**
   * Says whose credential this is. Anything falsy means nobody's: the client is refused.
   *
   * When it throws or its promise is rejected, the client is refused and `failed` is told. What it answers or throws
   * after the client has left or the deadline has passed is ignored, and `failed` is not told.
   *
   * @param context - a shallow copy of the connection's context, with a signal that is aborted when the answer no
   *   longer matters: the client left, the deadline passed, or the connection was closed
   */
  readonly verify: (
    credential: string,
    context: Context & { readonly signal: AbortSignal },
  ) => User | Nobody | PromiseLike<User | Nobody>;
  /**
   * Called right after the acknowledgement; returns the function that takes the client's messages.
   *
   * When it throws, or returns anything but a function, such as a promise, the connection is closed with
   * `internalError` and `failed` is told.
   */
  readonly open: (socket: OpenSocket, user: User, context: Context) => Receive;
  /**
   * Reads the credential from the text of the first message. The problem goes to `refused`, never to the client. By
   * default the message is `{"token": "…"}`.
   *
   * When it throws or returns anything but a `Parsed`, the client is refused and `failed` is told.
   */
  readonly parse?: ((text: string, context: Context) => Parsed) | undefined;
  /**
   * Returns the text message that tells a client it is in; by default `Successfully authenticated.`
   *
   * When it throws or returns anything but a string, nothing is sent, the connection is closed with `internalError` and
   * `failed` is told.
   */
  readonly acknowledge?: ((user: User, context: Context) => string) | undefined;
  /**
   * Told why a client was refused, in words that are fit for a log, and the error behind it if there is one. Does
   * nothing by default.
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
   * Told of every message that still arrives on a connection that was ended, so that a flood of them can be limited.
   * Does nothing by default.
   *
   * When it throws or its promise is rejected, `failed` is told.
   */
  readonly ignored?: ((context: Context) => unknown) | undefined;
  /**
   * Passes text to the function that `open` returned as UTF-8 bytes, for one that only passes it on: decoding it and
   * encoding it again costs more than the rest of an echo. Off by default.
   */
  readonly textAsBytes?: boolean | undefined;
  /** The close frame of a refused client. It is the same for every cause, so a stranger learns nothing from it. */
  readonly refusal?: Closing | undefined;
  /** The close frame of an authenticated client when something was thrown on the server. */
  readonly internalError?: Closing | undefined;
  /** Milliseconds from the 101 to the end of the verification, which no traffic extends; 0 switches it off. */
  readonly deadlineMs?: number | undefined;
  /** Longest first message in bytes; `Infinity` leaves it to the library. */
  readonly maxFirstMessageBytes?: number | undefined;
  /** Most messages that wait for the verification; with 0, a client that sends one is refused. */
  readonly maxQueuedMessages?: number | undefined;
  /** Most bytes in these messages. */
  readonly maxQueuedBytes?: number | undefined;
  /** Milliseconds in which a client must answer the close frame before it is cut off. */
  readonly closeGraceMs?: number | undefined;
}

/** What `verify` answers about a credential that is not accepted. */
export type Nobody = undefined | null | false;

/** The default limits and close frames. */
export const gateDefaults = {
  textAsBytes: false,
  refusal: { code: 3000, reason: 'unauthorized' },
  internalError: { code: 1011, reason: 'internal error' },
  deadlineMs: 5000,
  maxFirstMessageBytes: 4096,
  maxQueuedMessages: 16,
  maxQueuedBytes: 65_536,
  closeGraceMs: 1000,
} as const;
