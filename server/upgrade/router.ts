import type { IncomingMessage, Server } from 'node:http';
import type { Duplex } from 'node:stream';
import { type WebSocket, WebSocketServer } from 'ws';
import { type HttpOutcome, refusals } from '../../protocol/outcomes.ts';
import { tap } from '../observe/tap.ts';
import type { Trace, Traces } from '../observe/trace.ts';
import { checkHandshake, pathOf } from './handshake.ts';
import { refuse } from './refuse.ts';

/** An upgrade request that is well formed and has an endpoint. Answer it once: accept or refuse. */
export interface Upgrade {
  readonly request: IncomingMessage;
  /** The page that watches this connection, if one does. */
  readonly trace: Trace | undefined;
  /** Aborted when the client leaves before it was answered. */
  readonly left: AbortSignal;
  /**
   * Sends the 101. `opened` runs synchronously, before any frame is read; it is not called when the client has
   * left meanwhile.
   *
   * @param subprotocol - selected if the client offers it
   */
  accept(opened: (webSocket: WebSocket) => void, subprotocol?: string): void;
  refuse(outcome: HttpOutcome, headers?: Record<string, string>): void;
}

/** What this server speaks (RFC 6455, section 4.4; RFC 9110, section 15.5.22). */
const versionOffer = { 'Sec-WebSocket-Version': '13', Upgrade: 'websocket', Connection: 'Upgrade, close' };

/** Decides about the upgrade requests of one path. */
export type Endpoint = (upgrade: Upgrade) => void;

export interface RouterOptions {
  /** Path to endpoint. */
  readonly endpoints: ReadonlyMap<string, Endpoint>;
  readonly traces: Traces;
  readonly maxMessageBytes: number;
  readonly maxFragments: number;
  /** Milliseconds a closing handshake may take. */
  readonly closeTimeoutMs: number;
  /** Takes an upgrade that is not ours (the development server's hot reload) and says whether it did. */
  readonly takesOther?: ((request: IncomingMessage, socket: Duplex, head: Buffer) => boolean) | undefined;
}

/**
 * Attaches the one `upgrade` listener of a server: each request is accepted by an endpoint or refused, none is
 * left open. Two WebSocketServers on one port would each answer what the other has already taken.
 *
 * @returns a function after which every new upgrade is refused with 503
 */
export function routeUpgrades(server: Server, options: RouterOptions): () => void {
  let draining = false;
  let selectable: string | undefined;
  const webSockets = new WebSocketServer({
    noServer: true,
    // Gates know their sockets; a second list would be kept in vain.
    clientTracking: false,
    // Off: it costs memory per connection, and secrets compressed beside a guess can be read off the length.
    perMessageDeflate: false,
    maxPayload: options.maxMessageBytes,
    // Spread, since the published types of ws do not know these two yet.
    ...{ maxFragments: options.maxFragments, closeTimeout: options.closeTimeoutMs },
    // By default ws selects the first subprotocol offered, which may be a token.
    handleProtocols: (offered) => (selectable !== undefined && offered.has(selectable) ? selectable : false),
  });

  server.on('upgrade', (request: IncomingMessage, socket: Duplex, head: Buffer) => {
    // A reset before the answer must not end the process.
    socket.on('error', destroyOnError);
    if (options.takesOther?.(request, socket, head)) return;
    const trace = options.traces.of(request.url);
    const wire = trace && tap(trace, request, socket);
    if (draining) return refuse(socket, refusals.shuttingDown);

    const malformed = checkHandshake(request);
    if (malformed === refusals.versionNotSupported) {
      return refuse(socket, malformed, versionOffer);
    }
    if (malformed) return refuse(socket, malformed);
    const endpoint = options.endpoints.get(pathOf(request.url) ?? '');
    if (!endpoint) return refuse(socket, refusals.notFound);

    endpoint({
      request,
      trace,
      get left() {
        return abortedOnClose(socket);
      },
      accept(opened, subprotocol) {
        selectable = subprotocol;
        webSockets.handleUpgrade(request, socket, head, (webSocket) => {
          socket.off('error', destroyOnError);
          wire?.readFrames();
          opened(webSocket);
        });
      },
      refuse: (outcome, headers) => refuse(socket, outcome, headers),
    });
  });

  return () => {
    draining = true;
  };
}

function abortedOnClose(socket: Duplex): AbortSignal {
  const aborter = new AbortController();
  socket.once('close', () => aborter.abort(new Error('the client left')));
  return aborter.signal;
}

function destroyOnError(this: Duplex): void {
  this.destroy();
}
