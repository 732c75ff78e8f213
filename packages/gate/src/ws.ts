/** Binds a gate to ws. It decides nothing: it only passes on three events. */
import type { Gate } from './gate.ts';
import type { GatedSocket, GateSocket, Handshake } from './options.ts';

/** The members of a ws WebSocket that are used here. */
export interface WsSocket extends GateSocket {
  on(event: 'message', listener: (data: unknown, isBinary: boolean) => void): unknown;
  on(event: 'error' | 'close', listener: () => void): unknown;
}

/**
 * Options for a `WebSocketServer` of ws, whose own defaults let a stranger use a hundred megabytes. Spread them into
 * the server's options.
 */
export const serverDefaults = {
  /** Longest message in bytes. */
  maxPayload: 65_536,
  /** Most fragments of one message, each of which costs the receiver more than it costs the sender. */
  maxFragments: 128,
  /** Most pieces in which a message may arrive: ws keeps each as a buffer of its own. */
  maxBufferedChunks: 1024,
  /**
   * Off: it costs memory per connection, and the length of a secret compressed beside a guess tells if the guess is
   * good.
   */
  perMessageDeflate: false,
  /** Milliseconds that a closing handshake may take, instead of 30 seconds. */
  closeTimeout: 1000,
} as const;

/**
 * Makes a listener for the `connection` event of ws that puts every socket behind the gate. The callbacks get the
 * request in their context.
 *
 * A WebSocket that was accepted in another way may be passed to the listener, too, in the same tick as its 101.
 */
export function guard<User, Request>(
  gate: Gate<User, Handshake<Request>>,
): (webSocket: WsSocket, request: Request) => void {
  return (webSocket, request) => {
    attach(gate, webSocket, { request });
  };
}

/**
 * Puts one socket behind a gate, with a context of your own. `guard` does this with the request as context.
 *
 * Call it synchronously in the `connection` event or the callback of `handleUpgrade`: a first message may have arrived
 * in the same TCP segment as the handshake.
 *
 * @param socket - sends and closes in place of `webSocket`
 */
export function attach<User, Context extends object>(
  gate: Gate<User, Context>,
  webSocket: WsSocket,
  context: NoInfer<Context>,
  socket: GateSocket = webSocket,
): GatedSocket<User> {
  const gatedSocket = gate.enter(socket, context);
  const gated: Gated = webSocket;
  gated[behind] = gatedSocket;
  webSocket.on('message', onMessage);
  webSocket.on('error', onError);
  webSocket.on('close', onClose);
  return gatedSocket;
}

/** The member of a WebSocket that holds its gated socket, so that all WebSockets can share their listeners. */
const behind = Symbol('gate');

interface Gated extends WsSocket {
  [behind]?: Pick<GatedSocket<unknown>, 'message' | 'takesBytes' | 'violated' | 'disconnected' | 'fail'>;
}

function onMessage(this: Gated, data: unknown, isBinary: boolean): void {
  // ws delivers a Buffer, whose `toString` decodes UTF-8; other types come only when `binaryType` was changed.
  if (!(data instanceof Uint8Array)) this[behind]?.fail(new TypeError('binaryType must stay nodebuffer'));
  else if (isBinary || this[behind]?.takesBytes) this[behind]?.message(data, isBinary);
  else this[behind]?.message(data.toString());
}

function onError(this: Gated): void {
  // ws has sent the close frame that RFC 6455 wants.
  this[behind]?.violated();
}

function onClose(this: Gated): void {
  this[behind]?.disconnected();
}
