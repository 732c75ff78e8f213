/**
 * Answers that do not end: server-sent events (HTML, section 9.2). There are limits on how many streams there are, on
 * the bytes that wait for a reader, and on the time it may take to read them.
 */
import type { IncomingMessage, ServerResponse } from 'node:http';
import { ALIVE_MS } from '../../protocol/trace.ts';

export const streamLimits = {
  /** Bytes that may wait for one reader. */
  waitingBytes: 65_536,
  /** Milliseconds in which a reader must have read what waits for it. */
  patienceMs: 10_000,
} as const;

/** Seconds after which to try again. */
const RETRY_S = 5;

/** Most streams at once. */
export interface MaxStreams {
  readonly inAll: number;
  readonly perAddress: number;
}

/** One stream of server-sent events. */
export interface EventStream {
  /** Whether another event may be sent: the stream is open, and its reader is not too far behind. */
  readonly hasRoom: boolean;
  /**
   * Sends one event with data on one line. If there is no room, the event is lost.
   *
   * @param id - a reader that comes back names the last id it has. It is sent after the data, so that it is only known
   *   if the data have arrived
   */
  send(data: string, id?: number): void;
  /** Tells the reader that the stream is over, and ends it. */
  end(): void;
}

export interface StreamListener {
  /** Called when there may be room again. */
  drained?(): void;
  /** Called when the reader is gone. */
  closed?(): void;
}

export interface Streams {
  /**
   * Begins a stream as the answer to a request.
   *
   * @returns `undefined` if there are too many streams already; the client has been told so
   */
  open(
    request: IncomingMessage,
    response: ServerResponse,
    listener?: StreamListener,
  ): EventStream | undefined;
  /** Ends every stream. Later requests are refused. */
  close(): void;
}

/**
 * @param addressOf - the key under which a client is counted
 * @param most - when there are that many, a client that has fewer than the busiest address replaces the one which that
 *   address has had open longest
 */
export function createStreams(addressOf: (request: IncomingMessage) => string, most: MaxStreams): Streams {
  /** By address, in the order in which they were opened. */
  const open = new Map<string, Set<Stream>>();
  let count = 0;
  let closed = false;
  let timer: ReturnType<typeof setInterval> | undefined;

  const forEach = (act: (stream: Stream) => void) => {
    for (const streams of open.values()) for (const stream of streams) act(stream);
  };

  /** Why no stream can be opened, or undefined. May end a stream of the busiest address to make room. */
  const refusal = (address: string): Refusal | undefined => {
    if (closed) return refusals.shuttingDown;
    const own = open.get(address)?.size ?? 0;
    if (own >= most.perAddress) return refusals.tooManyOfAddress;
    if (count < most.inAll) return undefined;
    const [busiest] = [...open.values()].sort((one, other) => other.size - one.size);
    // With one less it must still have as many as the newcomer, or the two would displace each other in turn.
    if (!busiest || busiest.size <= own + 1) return refusals.tooMany;
    const [longest] = busiest;
    longest?.drop();
    return undefined;
  };

  const join = (address: string, stream: Stream) => {
    const streams = open.get(address) ?? new Set();
    open.set(address, streams.add(stream));
    count++;
    timer ??= setInterval(() => forEach((one) => one.beat()), ALIVE_MS);
  };

  const leave = (address: string, stream: Stream) => {
    const streams = open.get(address);
    if (!streams?.delete(stream)) return;
    count--;
    if (streams.size === 0) open.delete(address);
    if (count > 0) return;
    clearInterval(timer);
    timer = undefined;
  };

  return {
    open(request, response, listener = {}) {
      // After `close`, which has been emitted already, the stream would never be counted off.
      if (response.destroyed) return undefined;
      const address = addressOf(request);
      const refused = refusal(address);
      if (refused) return void refuse(response, refused);
      const stream: Stream = new Stream(response, listener, () => leave(address, stream));
      join(address, stream);
      return stream;
    },
    close() {
      closed = true;
      forEach((stream) => stream.end());
    },
  };
}

class Stream implements EventStream {
  readonly #response: ServerResponse;
  readonly #left: () => void;
  #ended = false;
  /** For how many beats in a row its reader has not read what waits. */
  #behind = 0;

  /** @param left - called when the stream no longer counts; may be called twice */
  constructor(response: ServerResponse, listener: StreamListener, left: () => void) {
    this.#response = response;
    this.#left = left;
    // A reader that resets the connection has left.
    response.on('error', () => response.destroy());
    response.on('drain', () => {
      this.#behind = 0;
      if (!this.#ended) listener.drained?.();
    });
    response.on('close', () => {
      this.#ended = true;
      left();
      listener.closed?.();
    });
    response.writeHead(200, {
      'Content-Type': 'text/event-stream',
      'Cache-Control': 'no-store',
      // Without this, nginx would collect events before it passes them on.
      'X-Accel-Buffering': 'no',
    });
    response.write(': subscribed\n\n');
  }

  get hasRoom(): boolean {
    return !this.#ended && this.#response.writableLength < streamLimits.waitingBytes;
  }

  send(data: string, id?: number): void {
    if (this.hasRoom) this.#response.write(`data: ${data}\n\n${id === undefined ? '' : `id: ${id}\n\n`}`);
  }

  end(): void {
    if (this.#ended) return;
    this.#ended = true;
    this.#response.end('event: end\ndata:\n\n');
  }

  /** Makes room for another at once. */
  drop(): void {
    this.#ended = true;
    this.#response.destroy();
    // At once, because the response's `close` event comes later.
    this.#left();
  }

  beat(): void {
    const isBehind = this.#ended || this.#response.writableNeedDrain;
    this.#behind = isBehind ? this.#behind + 1 : 0;
    if (!isBehind) this.#response.write('event: alive\ndata:\n\n');
    else if (this.#behind * ALIVE_MS >= streamLimits.patienceMs) this.#response.destroy();
  }
}

interface Refusal {
  readonly status: number;
  readonly words: string;
}

const refusals = {
  tooMany: { status: 503, words: 'Too many people are watching already. Try again in a moment.' },
  tooManyOfAddress: {
    status: 429,
    words: 'Too many pages are watching from this address already. Close one, or try again in a moment.',
  },
  shuttingDown: { status: 503, words: 'The server is shutting down. Try again in a moment.' },
} as const satisfies Record<string, Refusal>;

function refuse(response: ServerResponse, { status, words }: Refusal): void {
  response
    .writeHead(status, { 'Content-Type': 'text/plain; charset=utf-8', 'Retry-After': String(RETRY_S) })
    .end(`${words}\n`);
}
