/** One TCP or TLS connection of a client that sends whatever bytes it is told to send. */
import { connect as connectTcp, type Socket } from 'node:net';
import { connect as connectTls, type ConnectionOptions as TlsOptions } from 'node:tls';

/** Most bytes that are held while nobody takes them; beyond that, nothing more is read from the socket. */
const MOST_HELD = 1_048_576;

export interface ConnectOptions {
  /**
   * Options of TLS, for `https:` and `wss:`. By default the certificate is checked against the authorities that Node
   * knows.
   */
  readonly tls?: Pick<
    TlsOptions,
    'ca' | 'cert' | 'key' | 'servername' | 'rejectUnauthorized' | 'secureContext'
  >;
  /** The client's own address: all of 127.0.0.0/8 is this machine. */
  readonly localAddress?: string | undefined;
  /** Ends the connection when it is aborted. */
  readonly signal?: AbortSignal | undefined;
}

export class Connection {
  /** The TLS socket, or without TLS the TCP socket. */
  readonly socket: Socket;
  /** Resolves when the connection has closed, with the error that ended it, if there was one. */
  readonly closed: Promise<Error | undefined>;
  readonly #tcp: Socket;
  #held: Buffer[] = [];
  #heldBytes = 0;
  #ended = false;
  #error: Error | undefined;
  #listener: ((bytes: Buffer) => void) | undefined;
  #arrived: () => void = () => {};

  constructor(socket: Socket, tcp: Socket) {
    this.socket = socket;
    this.#tcp = tcp;
    socket.on('error', (error) => {
      this.#error = error;
    });
    this.closed = new Promise((resolve) => socket.on('close', () => resolve(this.#error)));
    socket.on('data', (bytes) => this.#take(bytes));
    socket.on('end', () => this.#end());
    socket.on('close', () => this.#end());
  }

  /**
   * Writes bytes. Does nothing once the connection has ended.
   *
   * @returns whether more may be written at once; if not, the socket will emit `drain`
   */
  write(data: string | Uint8Array): boolean {
    return this.socket.writable && this.socket.write(data);
  }

  /**
   * Takes one unit, such as an HTTP head. Rejects when the connection ends or breaks before it is complete.
   *
   * @param lengthOf - length of the unit that begins here; `undefined` while that is not known yet
   */
  async take(lengthOf: (bytes: Buffer) => number | undefined): Promise<Buffer> {
    for (;;) {
      const bytes = Buffer.concat(this.#held);
      const length = lengthOf(bytes);
      if (length !== undefined && length <= bytes.length) {
        this.#held = [bytes.subarray(length)];
        this.#heldBytes = bytes.length - length;
        this.socket.resume();
        return bytes.subarray(0, length);
      }
      if (this.#ended) {
        throw this.#error ?? new Error(`ended too early, after ${bytes.toString('latin1', 0, 200)}`);
      }
      await this.#more();
    }
  }

  /** Takes everything until the other side ends the connection. Rejects when the connection breaks. */
  async rest(): Promise<Buffer> {
    while (!this.#ended) await this.#more();
    if (this.#error) throw this.#error;
    const bytes = Buffer.concat(this.#held);
    this.#held = [];
    return bytes;
  }

  /** Passes the bytes that are held to a listener, and from then on all bytes as they arrive. */
  listen(listener: (bytes: Buffer) => void): void {
    const held = this.#held;
    this.#held = [];
    this.#heldBytes = 0;
    this.#listener = listener;
    for (const bytes of held) listener(bytes);
    this.socket.resume();
  }

  /** Ends the connection in order, by TLS and TCP. */
  end(): void {
    this.socket.end();
  }

  /** Ends the connection with a TCP reset. */
  reset(): void {
    this.#tcp.resetAndDestroy();
  }

  destroy(): void {
    this.socket.destroy();
  }

  #take(bytes: Buffer): void {
    if (this.#listener) return this.#listener(bytes);
    this.#held.push(bytes);
    this.#heldBytes += bytes.length;
    if (this.#heldBytes > MOST_HELD) this.socket.pause();
    this.#arrived();
  }

  #end(): void {
    this.#ended = true;
    this.#arrived();
  }

  #more(): Promise<void> {
    if (this.#heldBytes > MOST_HELD) throw new Error(`more than ${MOST_HELD} bytes, and no end`);
    return new Promise((resolve) => {
      this.#arrived = resolve;
    });
  }
}

/**
 * Connects to the host and port of a URL, with TLS if its scheme is `https:` or `wss:`.
 *
 * @throws the error of the socket, or the reason of the signal
 */
export async function connect(
  to: string | URL,
  { tls = {}, localAddress, signal }: ConnectOptions = {},
): Promise<Connection> {
  signal?.throwIfAborted();
  const url = new URL(to);
  const isSecure = url.protocol === 'https:' || url.protocol === 'wss:';
  const host = url.hostname.replace(/^\[|\]$/g, '');
  const port = Number(url.port) || (isSecure ? 443 : 80);
  const tcp = connectTcp({ host, port, ...(localAddress !== undefined && { localAddress }) });
  tcp.setNoDelay(true);
  // Without a name the certificate has to be for the host.
  const socket = isSecure ? connectTls({ socket: tcp, host, servername: nameOf(host), ...tls }) : tcp;
  tcp.on('error', (error) => socket.destroy(error));
  const abort = () => socket.destroy(signal?.reason);
  signal?.addEventListener('abort', abort);
  socket.on('close', () => signal?.removeEventListener('abort', abort));
  const connection = new Connection(socket, tcp);
  await new Promise<void>((resolve, reject) => {
    socket.once(isSecure ? 'secureConnect' : 'connect', resolve);
    connection.closed.then((error) => reject(error ?? new Error('closed before it was open')));
  });
  return connection;
}

/** The name to ask for in TLS, which must not be an address (RFC 6066, section 3). */
function nameOf(host: string): string {
  return /^[\d.]+$|:/.test(host) ? '' : host;
}
