/** A WebSocket client (RFC 6455) of which every part of the handshake and every frame can be changed. */
import { createHash, randomBytes, randomFillSync } from 'node:crypto';
import { type Connection, type ConnectOptions, connect } from './connection.ts';
import { closePayload, type Frame, FrameReader, opcodes, readClosePayload, writeFrame } from './frames.ts';
import { type Answer, type HeaderFields, readBody, readHead, writeHead } from './http.ts';
import { headLength } from './units.ts';

/** Longest message that a client accepts, in bytes. */
const MOST_BYTES = 16_777_216;

export interface WebSocketOptions extends ConnectOptions {
  readonly protocols?: readonly string[];
  /** Fields to add to those of a handshake, or to replace them; `undefined` leaves one out. */
  readonly headers?: HeaderFields | undefined;
}

/** What happened on a connection. */
export type WebSocketEvent =
  | { readonly type: 'message'; readonly data: string | Buffer }
  /** The code is 1006 if no close frame arrived. `error` broke the connection, if there was one. */
  | { readonly type: 'closed'; readonly code: number; readonly reason: string; readonly error?: Error };

/** A server's answer in place of the 101. */
export interface Refusal extends Answer {
  readonly opened: false;
}

/** Writes the handshake of a client (RFC 6455, section 4.1). */
export function handshake(
  url: URL,
  { protocols = [], headers }: WebSocketOptions = {},
  key = randomBytes(16).toString('base64'),
): string {
  return writeHead(`GET ${url.pathname}${url.search} HTTP/1.1`, {
    Host: url.host,
    Upgrade: 'websocket',
    Connection: 'Upgrade',
    'Sec-WebSocket-Key': key,
    'Sec-WebSocket-Version': '13',
    'Sec-WebSocket-Protocol': protocols.length > 0 ? protocols.join(', ') : undefined,
    ...headers,
  });
}

/** The answer to a key, by which a server shows that it speaks WebSocket (RFC 6455, section 4.2.2). */
export function acceptOf(key: string): string {
  return createHash('sha1').update(`${key}258EAFA5-E914-47DA-95CA-C5AB0DC85B11`).digest('base64');
}

/**
 * Opens a WebSocket.
 *
 * @throws the error of the socket, or an error for an answer that is not HTTP or has the wrong Sec-WebSocket-Accept
 */
export async function openWebSocket(
  to: string | URL,
  options: WebSocketOptions = {},
): Promise<WebSocketClient | Refusal> {
  const url = new URL(to);
  const connection = await connect(url, options);
  try {
    const key = randomBytes(16).toString('base64');
    connection.write(handshake(url, options, key));
    const head = readHead(await connection.take(headLength));
    if (head.status !== 101) {
      const body = await readBody(connection, head);
      connection.destroy();
      return { opened: false, ...head, body: body.toString() };
    }
    if (head.headers.get('sec-websocket-accept')?.[0] !== acceptOf(key)) {
      throw new Error('the server answered with a wrong Sec-WebSocket-Accept');
    }
    return new WebSocketClient(connection, head.headers.get('sec-websocket-protocol')?.[0] ?? '');
  } catch (error) {
    connection.destroy();
    throw error;
  }
}

/** An open WebSocket. It answers pings and close frames by itself. */
export class WebSocketClient {
  readonly opened = true;
  readonly connection: Connection;
  /** The subprotocol that the server selected; empty if it selected none. */
  readonly protocol: string;
  readonly #events: WebSocketEvent[] = [];
  readonly #waiting: ((event: WebSocketEvent) => void)[] = [];
  readonly #parts: Frame[] = [];
  #listener: ((event: WebSocketEvent) => void) | undefined;
  #closed: WebSocketEvent | undefined;
  #sentClose = false;
  #received: { code: number; reason: string } | undefined;

  /** @param connection - just after the 101 */
  constructor(connection: Connection, protocol: string) {
    this.connection = connection;
    this.protocol = protocol;
    const reader = new FrameReader((frame) => this.#take(frame), MOST_BYTES);
    connection.listen((bytes) => reader.push(bytes));
    connection.closed.then((error) => {
      const said = this.#received ?? { code: 1006, reason: '' };
      this.#happened({ type: 'closed', ...said, ...(error && { error }) });
    });
  }

  /** Whether neither side has begun to close. */
  get isOpen(): boolean {
    return !this.#sentClose && this.#received === undefined && this.#closed === undefined;
  }

  /** Sends a string as a text message and bytes as a binary one. */
  send(message: string | Uint8Array): void {
    this.sendFrame(typeof message === 'string' ? opcodes.text : opcodes.binary, message);
  }

  /** Sends one frame, masked with a new key. */
  sendFrame(opcode: number, payload: string | Uint8Array = ''): void {
    this.connection.write(writeFrame({ opcode, payload, maskingKey: newKey() }));
  }

  /** Begins the closing handshake. */
  close(code = 1000, reason = ''): void {
    if (!this.#sentClose) this.sendFrame(opcodes.close, closePayload(code, reason));
    this.#sentClose = true;
  }

  /** Waits for the next event. Once the connection has closed, every call returns that event. */
  next(): Promise<WebSocketEvent> {
    const event = this.#events.shift() ?? this.#closed;
    return event ? Promise.resolve(event) : new Promise((resolve) => this.#waiting.push(resolve));
  }

  /** Passes the events that are waiting to a listener, and from then on every event as it happens. */
  listen(listener: (event: WebSocketEvent) => void): void {
    this.#listener = listener;
    for (const event of this.#events.splice(0)) listener(event);
  }

  #happened(event: WebSocketEvent): void {
    if (event.type === 'closed') this.#closed = event;
    if (this.#listener) return this.#listener(event);
    const readers = event.type === 'closed' ? this.#waiting.splice(0) : this.#waiting.splice(0, 1);
    for (const reader of readers) reader(event);
    if (readers.length === 0 && event.type !== 'closed') this.#events.push(event);
  }

  #take(frame: Frame): void {
    switch (frame.opcode) {
      case opcodes.ping:
        this.sendFrame(opcodes.pong, frame.payload);
        break;
      case opcodes.close:
        this.#received = readClosePayload(frame.payload);
        if (!this.#sentClose) this.sendFrame(opcodes.close, frame.payload);
        this.#sentClose = true;
        this.connection.end();
        break;
      case opcodes.text:
      case opcodes.binary:
      case opcodes.continuation:
        this.#parts.push(frame);
        if (frame.fin) this.#message(this.#parts.splice(0));
        break;
    }
  }

  #message(parts: readonly Frame[]): void {
    const bytes = parts.length === 1 ? parts[0]?.payload : Buffer.concat(parts.map(({ payload }) => payload));
    const data = parts[0]?.opcode === opcodes.text ? String(bytes) : bytes;
    if (data !== undefined) this.#happened({ type: 'message', data });
  }
}

/** Keys are taken from a pool, because four random bytes cost more than writing a frame. */
const pool = Buffer.alloc(8192);
let used = pool.length;

function newKey(): Uint8Array {
  if (used === pool.length) {
    randomFillSync(pool);
    used = 0;
  }
  used += 4;
  return pool.subarray(used - 4, used);
}
