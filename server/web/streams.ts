/**
 * The one room for answers that do not end: server-sent events (HTML, section 9.2). Whoever opens a stream gets a
 * place, as many bytes as may wait for it, and some time to read them; none of it is for ever.
 */
import type { IncomingMessage, ServerResponse } from 'node:http';
import { ALIVE_MS } from '../../protocol/trace.ts';

export const streamLimits = {
  /** Bytes that may wait for one reader. */
  waitingBytes: 65_536,
  /** Milliseconds in which a reader must have read what waits for it. */
  patienceMs: 10_000,
} as const;

/** Seconds after which it is worth asking again. */
const RETRY_S = 5;

/** Most streams at once. */
export interface MaxStreams {
  readonly inAll: number;
  readonly perAddress: number;
}

/** One answer that goes on. */
export interface EventStream {
  /** Whether another event may be sent: the stream goes on, and its reader is not too far behind. */
  readonly hasRoom: boolean;
  /**
   * Sends one event with data on one line; where there is no room, it is lost.
   *
   * @param id - what a reader names that comes back. It follows behind the data, when these are safely there.
   */
  send(data: string, id?: number): void;
  /** Ends it in order. */
  end(): void;
}

export interface StreamListener {
  /** There may be room again. */
  drained?(): void;
  /** Its reader is gone. */
  closed?(): void;
}

export interface Streams {
  /**
   * Begins a stream as the answer to a request.
   *
   * @returns `undefined` where there is no place; the client has been told so
   */
  open(
    request: IncomingMessage,
    response: ServerResponse,
    listener?: StreamListener,
  ): EventStream | undefined;
  /** Ends every stream. Whoever comes afterwards is refused. */
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

  /** Why there is no place, or undefined. */
  const refusal = (address: string): Refusal | undefined => {
    if (closed) return refusals.shuttingDown;
    const own = open.get(address)?.size ?? 0;
    if (own >= most.perAddress) return refusals.tooManyOfAddress;
    if (count < most.inAll) return undefined;
    const [busiest] = [...open.values()].sort((one, other) => other.size - one.size);
    // With one less it must still have as many as the newcomer: otherwise the two would take turns.
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
      // Gone already: its `close` would never give the place back.
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
  /** Beats for which it has not taken what waits for it. */
  #behind = 0;

  /** @param left - called once, when its place is free */
  constructor(response: ServerResponse, listener: StreamListener, left: () => void) {
    this.#response = response;
    this.#left = left;
    // A reader that resets the connection is one that has left.
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
      // Or nginx would collect events before it passes them on.
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
    // Its `close` comes later.
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
