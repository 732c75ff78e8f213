import { once } from 'node:events';
import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import type { Duplex } from 'node:stream';
import { type WebSocket, WebSocketServer } from 'ws';
import { type HttpOutcome, refusals } from '../../protocol/refusals.ts';
import { PLAIN_SUBPROTOCOL } from '../../protocol/subprotocols.ts';
import type { UnderWay } from '../basics/under-way.ts';
import { DISPLACED, type Seat } from '../limits/seats.ts';
import { refuse } from '../net/refuse.ts';
import { pathOf } from '../net/request.ts';
import { OrderedWebSocket } from '../net/send.ts';
import { recordWire } from '../observe/recorder.ts';
import type { Trace, Traces } from '../observe/trace.ts';
import type { Admission } from './admission.ts';
import { checkHandshake } from './handshake.ts';

/** An upgrade request that is well formed and has an endpoint. It must be answered once, by `accept` or `refuse`. */
export interface Upgrade {
  readonly request: IncomingMessage;
  /** The trace of this connection, if a page has asked for one. */
  readonly trace: Trace | undefined;
  /** Its seat among the connections, which is released when the socket closes. */
  readonly seat: Seat;
  /** A signal that is aborted when the client leaves, or with `Displaced` when a newcomer takes its seat. */
  left(): AbortSignal;
  /**
   * Sends the 101. `opened` runs synchronously, before any frame is read; it is not called if the client has left
   * meanwhile.
   *
   * @param subprotocol - selected if the client offers it. The default is the plain one, which carries no credential;
   *   only exhibits select another
   */
  accept(opened: (webSocket: WebSocket) => void, subprotocol?: string): void;
  refuse(outcome: HttpOutcome, headers?: Record<string, string>): void;
}

/**
 * Header fields that tell a client which version this server speaks (RFC 6455, section 4.4; RFC 9110, section 15.5.22).
 */
const versionOffer = { 'Sec-WebSocket-Version': '13', Upgrade: 'websocket', Connection: 'Upgrade, close' };

/** Milliseconds in which the answer to an earlier request on the same connection must be complete. */
const EARLIER_ANSWER_MS = 1000;

/** Least mean size of the pieces in which a frame may arrive; MIN_CHUNKS pieces are always allowed. */
const MEAN_CHUNK_BYTES = 64;
const MIN_CHUNKS = 1024;

/** Decides about the upgrade requests of one path. */
export type Endpoint = (upgrade: Upgrade) => void | Promise<void>;

export interface RouterOptions {
  /** Endpoints by path. */
  readonly endpoints: ReadonlyMap<string, Endpoint>;
  readonly traces: Pick<Traces, 'of'>;
  readonly admit: Admission;
  /** Every upgrade is under way there until it is answered. */
  readonly arrivals: Pick<UnderWay, 'begin'>;
  /** Told of every refusal. */
  readonly refused: (outcome: HttpOutcome) => void;
  /** Told of every exception; the client gets 500. */
  readonly failed: (error: unknown) => void;
  readonly maxMessageBytes: number;
  readonly maxFragments: number;
  /** Milliseconds a closing handshake may take. */
  readonly closeTimeoutMs: number;
  /** Takes an upgrade that is meant for the development server's hot reload, and says whether it was one. */
  readonly takesOther?: ((request: IncomingMessage, socket: Duplex, head: Buffer) => boolean) | undefined;
}

/**
 * Attaches the one `upgrade` listener of a server. Every request is accepted by an endpoint or refused, and none is
 * left open. (Two WebSocketServers on one port would each answer requests that the other has already taken.)
 *
 * @returns a function after which every new upgrade is refused with 503
 */
export function routeUpgrades(server: Server, options: RouterOptions): () => void {
  let draining = false;
  let selectable = PLAIN_SUBPROTOCOL;
  const webSockets = new WebSocketServer({
    noServer: true,
    WebSocket: OrderedWebSocket,
    // The lab keeps its own list of connections.
    clientTracking: false,
    // Off: it costs memory per connection, and the length of a secret compressed beside a guess tells how good the
    // guess is.
    perMessageDeflate: false,
    maxPayload: options.maxMessageBytes,
    // Spread, because the published types of ws do not have these options yet.
    ...{
      maxFragments: options.maxFragments,
      maxBufferedChunks: maxChunksOf(options.maxMessageBytes),
      // By default ws drops a client that sends 61 pings at once. Here pings count as messages, and the close frame
      // says so.
      maxPendingAutoPongs: 0,
      closeTimeout: options.closeTimeoutMs,
    },
    // By default ws selects the first subprotocol offered, which may be a token.
    handleProtocols: (offered) => offered.has(selectable) && selectable,
  });

  // ws may find a fault that our own checks do not cover, such as a malformed subprotocol. It is refused like any
  // other.
  webSockets.on('wsClientError', (_error, socket) => {
    options.refused(refusals.badRequest);
    refuse(socket, refusals.badRequest);
  });

  const lastResponse = new WeakMap<Duplex, ServerResponse>();
  server.on('request', ({ socket }: IncomingMessage, response: ServerResponse) => {
    lastResponse.set(socket, response);
  });

  server.on('upgrade', (request: IncomingMessage, socket: Duplex, head: Buffer) => {
    // A reset before the answer must not end the process.
    socket.on('error', destroyOnError);
    const answered = options.arrivals.begin();
    const earlier = lastResponse.get(socket);
    if (!earlier || earlier.closed) return route(request, socket, head, answered);
    // Pipelined behind a request that is still being answered: the rest of that answer would end up within this one.
    once(earlier, 'close', { signal: AbortSignal.timeout(EARLIER_ANSWER_MS) }).then(
      () => route(request, socket, head, answered),
      () => {
        options.refused(refusals.badRequest);
        socket.destroy();
        answered();
      },
    );
  });

  const route = (request: IncomingMessage, socket: Duplex, head: Buffer, answered: () => void) => {
    if (options.takesOther?.(request, socket, head)) return answered();
    const recording = options.traces.of(request);
    const wire = recording && recordWire(recording, request, socket);
    const turnAway = (outcome: HttpOutcome, headers?: Readonly<Record<string, string>>) => {
      options.refused(outcome);
      refuse(socket, outcome, headers);
    };

    let switched = false;
    const answer = async () => {
      if (draining) return turnAway(refusals.shuttingDown);
      const malformed = checkHandshake(request);
      if (malformed) {
        return turnAway(malformed, malformed === refusals.versionNotSupported ? versionOffer : {});
      }
      const endpoint = options.endpoints.get(pathOf(request.url) ?? '');
      if (!endpoint) return turnAway(refusals.notFound);

      const admitted = await options.admit(request, socket);
      if (!admitted) return;
      if (!admitted.ok) return turnAway(admitted.outcome, admitted.headers);
      await endpoint({
        request,
        trace: wire,
        seat: admitted.seat,
        left: () => abortedWhenLeft(socket, admitted.seat),
        accept(opened, subprotocol = PLAIN_SUBPROTOCOL) {
          // The shutdown may have begun while the credential was checked.
          if (draining) return turnAway(refusals.shuttingDown);
          switched = true;
          selectable = subprotocol;
          webSockets.handleUpgrade(request, socket, head, (webSocket) => {
            socket.off('error', destroyOnError);
            wire?.readFrames();
            opened(webSocket);
          });
        },
        refuse: turnAway,
      });
    };

    answer()
      .catch((error: unknown) => {
        options.failed(error);
        if (switched) socket.destroy();
        else turnAway(refusals.internalError);
      })
      .finally(answered);
  };

  return () => {
    draining = true;
  };
}

/**
 * Most pieces in which a frame may arrive. ws keeps each as a buffer of its own, so 64 KiB sent byte by byte take a
 * hundred times as much memory.
 */
function maxChunksOf(maxMessageBytes: number): number {
  return maxMessageBytes === 0 ? 0 : Math.max(MIN_CHUNKS, Math.ceil(maxMessageBytes / MEAN_CHUNK_BYTES));
}

/** A newcomer took the seat while the handshake was checked, see `Seat`. */
export class Displaced extends Error {
  constructor() {
    super(DISPLACED);
  }
}

function abortedWhenLeft(socket: Duplex, seat: Seat): AbortSignal {
  const aborter = new AbortController();
  socket.once('close', () => aborter.abort(new Error('the client left')));
  seat.onDisplaced(() => aborter.abort(new Displaced()));
  return aborter.signal;
}

function destroyOnError(this: Duplex): void {
  this.destroy();
}
