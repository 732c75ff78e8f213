/** One connection to the server, raw, that keeps what it saw. It never throws for what a server or a network does. */
import { randomBytes } from 'node:crypto';
import {
  acceptOf,
  type Connection,
  closePayload,
  connect,
  type Frame,
  FrameReader,
  type Head,
  headLength,
  opcodes,
  readBody,
  readClosePayload,
  readHead,
  writeFrame,
} from '@websocket-auth-lab/wire';
import { Changes } from './changes.ts';
import { describe, type FrameToSend } from './describe.ts';
import { MASK } from './masker.ts';
import { type Message, MessageReader } from './message-reader.ts';
import { messageFrame, type Payload, readable } from './payload.ts';
import { describePlan, fieldOf, type Plan, writePlan } from './plan.ts';
import { Transcript } from './transcript.ts';

/** Longest message that is kept, in bytes. */
const MOST_KEPT = 1_048_576;
const CONNECT_MS = 10_000;

export interface Server {
  readonly url: URL;
  readonly ca: string | undefined;
  readonly clientCertificate: { readonly cert: string; readonly key: string } | undefined;
}

export interface VisitOptions {
  readonly label: string;
  /** Whether to answer the server's close frame, as RFC 6455 wants. */
  readonly answersClose?: boolean;
}

export interface CloseSeen {
  readonly code: number;
  readonly reason: string;
}

export class Visit {
  readonly transcript: Transcript;
  /** Why there was no connection. */
  failure: (Error & { code?: string }) | undefined;
  head: Head | undefined;
  /** Of an answer that is no 101, once all of it has come. */
  body: string | undefined;
  /** What came in place of HTTP. */
  notHttp = false;
  readonly messages: string[] = [];
  close: CloseSeen | undefined;
  /** The TCP connection is over. */
  ended = false;
  connection: Connection | undefined;
  readonly #answersClose: boolean;
  readonly #changes = new Changes();
  readonly #reader = new MessageReader(MOST_KEPT);
  #sentClose = false;
  #key: string | undefined;

  constructor({ label, answersClose = true }: VisitOptions) {
    this.transcript = new Transcript(label);
    this.#answersClose = answersClose;
  }

  get status(): number | undefined {
    return this.head?.status;
  }

  get upgraded(): boolean {
    return this.head?.status === 101;
  }

  /** Whether the answer to the handshake proves that this server speaks WebSocket. */
  get accepted(): boolean {
    return (
      this.#key !== undefined && this.head?.headers.get('sec-websocket-accept')?.[0] === acceptOf(this.#key)
    );
  }

  /** The subprotocol that the server selected. */
  get selected(): string | undefined {
    return this.head?.headers.get('sec-websocket-protocol')?.join(', ');
  }

  /** Neither the server nor the network has ended it. */
  get isOpen(): boolean {
    return this.failure === undefined && !this.ended && this.close === undefined;
  }

  /** Connects, and no more. */
  async connect(
    { url, ca, clientCertificate }: Server,
    certificate: boolean,
    signal: AbortSignal,
  ): Promise<void> {
    const abort = new AbortController();
    const late = setTimeout(
      () =>
        abort.abort(
          Object.assign(new Error(`no connection within ${CONNECT_MS / 1000} s`), { code: 'ETIMEDOUT' }),
        ),
      CONNECT_MS,
    );
    const stop = () => abort.abort(signal.reason);
    signal.addEventListener('abort', stop);
    try {
      signal.throwIfAborted();
      this.connection = await connect(url, {
        signal: abort.signal,
        tls: { ...(ca !== undefined && { ca }), ...(certificate && clientCertificate) },
      });
      this.transcript.add(
        'client',
        'tcp',
        `connected to ${url.host}${url.protocol === 'wss:' ? ' over TLS' : ''}`,
      );
      this.connection.closed.then((error) => {
        signal.removeEventListener('abort', stop);
        const how = error && 'code' in error ? ` (${String(error.code)})` : '';
        this.transcript.add('server', 'tcp', `connection over${how}`);
        this.ended = true;
        this.#changes.happened();
      });
    } catch (error) {
      signal.removeEventListener('abort', stop);
      this.failure = error instanceof Error ? error : new Error(String(error));
      this.transcript.add('server', 'tcp', `no connection: ${this.failure.message}`);
      this.ended = true;
      this.#changes.happened();
    } finally {
      clearTimeout(late);
    }
  }

  /** Sends the handshake and begins to read the answer. */
  request(plan: Plan): void {
    this.#key = fieldOf(plan, 'Sec-WebSocket-Key');
    this.transcript.add('client', 'http', describePlan(plan));
    this.connection?.write(writePlan(plan));
    void this.#readAnswer();
  }

  async #readAnswer(): Promise<void> {
    const { connection } = this;
    if (connection === undefined) return;
    try {
      const bytes = await connection.take(headLength);
      const head = readHead(bytes);
      this.transcript.add('server', 'http', withoutCookies(bytes.toString('latin1').trimEnd()));
      this.head = head;
      if (head.status === 101) {
        const reader = new FrameReader((frame) => this.#take(frame), MOST_KEPT);
        connection.listen((chunk) => reader.push(chunk));
        this.#changes.happened();
        return;
      }
      this.#changes.happened();
      this.body = (await readBody(connection, head)).toString();
      if (this.body !== '') this.transcript.add('server', 'http', this.body);
    } catch (error) {
      if (this.head === undefined && error instanceof Error && error.message.startsWith('no HTTP')) {
        this.notHttp = true;
        this.transcript.add('server', 'bytes', error.message);
      }
      this.body ??= '';
    }
    this.#changes.happened();
  }

  /** Sends a message. */
  send(payload: Payload): void {
    this.frames(messageFrame(payload));
  }

  /** Sends frames in one piece, each masked unless it says otherwise. */
  frames(...frames: readonly FrameToSend[]): void {
    const bytes = frames.map(({ masked = true, ...frame }) => {
      this.transcript.add('client', ...describe({ masked, ...frame }));
      return writeFrame({ ...frame, maskingKey: masked ? randomBytes(4) : undefined });
    });
    this.connection?.write(Buffer.concat(bytes));
  }

  /** Sends bytes as they are. @param what - what they are, for the evidence */
  bytes(bytes: Uint8Array, what: string): void {
    this.transcript.add('client', 'bytes', what);
    this.connection?.write(bytes);
  }

  sendClose(code: number, reason = ''): void {
    this.#sentClose = true;
    this.frames({ opcode: opcodes.close, payload: closePayload(code, reason) });
  }

  /** Waits until something is so. @returns whether it was so within the time */
  until(condition: () => boolean, ms: number): Promise<boolean> {
    return this.#changes.until(condition, ms);
  }

  /** Waits until little is left of what was written. */
  async drained(ms: number): Promise<void> {
    const { connection } = this;
    const socket = connection?.socket;
    if (!socket?.writableNeedDrain) return;
    const wake = () => this.#changes.happened();
    socket.once('drain', wake);
    await this.until(() => !socket.writableNeedDrain || !this.isOpen, ms);
    socket.off('drain', wake);
  }

  /** Ends the connection from our side, politely where a WebSocket is open. */
  leave(): void {
    const { connection } = this;
    if (connection === undefined || this.ended) return;
    if (this.upgraded && !this.#sentClose && this.close === undefined) this.sendClose(1000);
    connection.end();
    setTimeout(() => connection.destroy(), 2000).unref();
  }

  #add(message: Message | undefined): void {
    if (message === undefined) return;
    const { kind, text } = message;
    this.transcript.add('server', kind, kind === 'binary' ? readable(text) : text);
    this.messages.push(message.text);
  }

  #take(frame: Frame): void {
    switch (frame.opcode) {
      case opcodes.ping:
        this.transcript.add('server', 'ping', frame.payload.toString('latin1'));
        this.connection?.write(
          writeFrame({ opcode: opcodes.pong, payload: frame.payload, maskingKey: randomBytes(4) }),
        );
        break;
      case opcodes.pong:
        this.transcript.add('server', 'pong', frame.payload.toString('latin1'));
        break;
      case opcodes.close:
        this.close = readClosePayload(frame.payload);
        this.transcript.add('server', 'close', `${this.close.code} ${this.close.reason}`.trimEnd());
        if (!this.#answersClose) break;
        if (!this.#sentClose) this.frames({ opcode: opcodes.close, payload: frame.payload });
        this.#sentClose = true;
        this.connection?.end();
        break;
      case opcodes.text:
      case opcodes.binary:
      case opcodes.continuation:
        this.#add(this.#reader.take(frame));
        break;
    }
    this.#changes.happened();
  }
}

/** A head as it is told: a cookie that the server sets may be a session, and is no business of a report. */
export function withoutCookies(head: string): string {
  return head.replace(/^(set-cookie2?:[ \t]*(?:[^=;\r\n]*=)?)[^;\r\n]*/gim, `$1${MASK}`);
}
