/**
 * Traces: what happens on a connection, for the page that asked to be told.
 *
 * A trace holds redacted facts within a budget of bytes, belongs to the client that began it, and ends after a while. A
 * connection without a trace id costs nothing: its `trace` is `undefined`.
 */
import type { IncomingMessage } from 'node:http';
import { sameSecret } from '@websocket-auth-lab/gate/same-secret';
import { isTraceId, type TraceFact } from '../../protocol/trace.ts';
import { addressKey } from '../net/client-address.ts';
import { type Budget, type Recorded, Recording, type TraceReader } from './recording.ts';

export const traceLimits = {
  /** Most traces at once; more than may be read at once, because a page may give up its stream and keep its trace. */
  traces: 400,
  /** Bytes of events that one trace holds; older ones are dropped, and counted if nobody has read them. */
  bytes: 65_536,
  /** Bytes that all traces hold together. When they are used up, a trace may hold no more than an even share. */
  bytesInAll: 8 * 2 ** 20,
  /** Milliseconds after which a trace ends. */
  lifetimeMs: 600_000,
  /**
   * Connections that one trace records at the same time; a browser that is challenged for a password makes a second.
   */
  connections: 4,
} as const;

/** Takes facts about a connection from every layer of it. */
export interface Trace {
  add(fact: TraceFact): void;
}

/** Takes a fact of a connection on another node. @param owner - of that connection, see `ownerOf` */
export type Told = (id: string, owner: string, fact: TraceFact) => void;

export interface TraceSharing {
  /**
   * A recording of a trace that another node may have.
   *
   * @param owner - of the request, as that node must know it, too
   * @param most - connections of one trace at the same time
   * @returns undefined if there are too many
   */
  elsewhere(id: string, owner: string, most: number): Recorded | undefined;
}

/** Which trace is to be read, by whom, and from which event on. */
export interface Asked {
  readonly id: string;
  /** See `ownerOf`. */
  readonly owner: string;
  /** A reader must show the same key to come back. Without a key the trace ends with its stream. */
  readonly key: string | undefined;
  /** Number of the last event that the reader has; 0 begins a trace. */
  readonly after: number;
}

interface Owned {
  readonly recording: Recording;
  readonly owner: string;
  readonly key: string | undefined;
  readonly timer: ReturnType<typeof setTimeout>;
}

export class Traces {
  readonly #traces = new Map<string, Owned>();
  readonly #budget: Budget = {
    held: 0,
    inAll: traceLimits.bytesInAll,
    each: traceLimits.bytes,
    share: traceLimits.bytesInAll / traceLimits.traces,
  };
  readonly #addressOf: (request: IncomingMessage) => string;
  readonly #isOurPage: (request: IncomingMessage) => boolean;
  readonly #sharing: TraceSharing | undefined;

  /**
   * @param addressOf - the key under which a client is counted
   * @param isOurPage - whether a request comes from one of our own pages, or from a client that is not a browser
   * @param share - connects to other nodes, if there are any
   */
  constructor(
    addressOf: (request: IncomingMessage) => string,
    isOurPage: (request: IncomingMessage) => boolean,
    share?: (told: Told) => TraceSharing,
  ) {
    this.#addressOf = addressOf;
    this.#isOurPage = isOurPage;
    this.#sharing = share?.((id, owner, fact) => {
      const trace = this.#traces.get(id);
      // Times are those of this node, whose clock all events of the trace have.
      if (trace?.owner === owner) trace.recording.add(fact);
    });
  }

  /** The owner of a request, which is its address. This machine has two, and a browser may use one after the other. */
  ownerOf(request: IncomingMessage): string {
    const address = this.#addressOf(request);
    return address === addressKey('::1') ? '127.0.0.1' : address;
  }

  /** Whether a trace may be begun, or read again by its owner. */
  mayRead({ id, owner, key, after }: Asked): boolean {
    if (!isTraceId(id) || (key !== undefined && !isTraceId(key))) return false;
    const trace = this.#traces.get(id);
    if (!trace) return after === 0;
    return trace.owner === owner && key !== undefined && sameSecret(key, trace.key ?? '');
  }

  /**
   * Begins a trace, or reads on in one. Call `mayRead` first.
   *
   * @returns `flush`, to be called when the reader has room again, and `left`, when it has left
   */
  read({ id, owner, key, after }: Asked, reader: TraceReader): { flush(): void; left(): void } {
    const { recording } = this.#traces.get(id) ?? this.#begin(id, owner, key);
    recording.readBy(reader, after);
    return {
      flush: () => recording.flush(),
      left: () => {
        if (recording.leftBy(reader) && key === undefined) this.#end(id, recording);
      },
    };
  }

  /**
   * The trace that an upgrade request asks for with `?trace=<id>`, if it belongs to the client that made the request.
   */
  of(request: IncomingMessage): Recorded | undefined {
    if (this.#traces.size === 0 && !this.#sharing) return undefined;
    const { url = '' } = request;
    const query = url.indexOf('?');
    if (query === -1) return undefined;
    const id = new URLSearchParams(url.slice(query)).get('trace') ?? '';
    const trace = this.#traces.get(id);
    if (!trace) {
      if (!this.#sharing || !isTraceId(id) || !this.#isOurPage(request)) return undefined;
      return this.#sharing.elsewhere(id, this.ownerOf(request), traceLimits.connections);
    }
    if (trace.recording.connections >= traceLimits.connections) return undefined;
    return trace.owner === this.ownerOf(request) && this.#isOurPage(request) ? trace.recording : undefined;
  }

  /** Ends all traces. */
  close(): void {
    for (const [id, { recording }] of this.#traces) this.#end(id, recording);
  }

  #begin(id: string, owner: string, key: string | undefined): Owned {
    if (this.#traces.size >= traceLimits.traces) this.#forgetOne();
    const recording = new Recording(this.#budget);
    const timer = setTimeout(() => this.#end(id, recording), traceLimits.lifetimeMs);
    const trace: Owned = { recording, owner, key, timer };
    this.#traces.set(id, trace);
    return trace;
  }

  #end(id: string, recording: Recording): void {
    const trace = this.#traces.get(id);
    if (trace?.recording !== recording) return;
    clearTimeout(trace.timer);
    this.#traces.delete(id);
    recording.end();
  }

  /** Ends one trace that nobody reads: the oldest of the owner who has most of these. */
  #forgetOne(): void {
    const left = new Map<string, [string, Recording][]>();
    for (const [id, { recording, owner }] of this.#traces) {
      if (recording.isRead) continue;
      const ofOwner = left.get(owner) ?? [];
      ofOwner.push([id, recording]);
      left.set(owner, ofOwner);
    }
    const [most] = [...left.values()].sort((one, other) => other.length - one.length);
    const [oldest] = most ?? [];
    if (oldest) this.#end(...oldest);
  }
}
