/** Binds a gate to crossws. It decides nothing: it only passes on four hooks. */
import type { Gate } from './gate.ts';
import type { GatedSocket, GateSocket, Handshake, HandshakeRequest } from './options.ts';

/** The members of a crossws peer that are used here. */
export interface CrosswsPeer {
  send(message: string | Uint8Array): unknown;
  close(code?: number, reason?: string): void;
  terminate(): void;
  readonly request: {
    readonly url: string;
    readonly headers: { forEach(callback: (value: string, name: string) => void): void };
  };
}

/** What the callbacks get as their context. */
export interface CrosswsContext extends Handshake {
  readonly peer: CrosswsPeer;
}

/** The hooks of crossws that a gate needs. Each runs synchronously and throws nothing. */
export interface CrosswsHooks {
  open(peer: CrosswsPeer): void;
  message(peer: CrosswsPeer, message: { readonly rawData: unknown }): void;
  error(peer: CrosswsPeer): void;
  close(peer: CrosswsPeer): void;
}

/**
 * Makes the hooks that put every peer behind the gate: `crossws({ hooks: guard(gate), serverOptions: serverDefaults
 * })`. You may add an `upgrade` hook of your own. Tested with crossws in Node.
 */
export function guard<User>(gate: Gate<User, CrosswsContext>): CrosswsHooks {
  const sockets = new WeakMap<CrosswsPeer, GatedSocket<User>>();
  return {
    open(peer) {
      sockets.set(peer, gate.enter(socketOf(peer), { request: requestOf(peer), peer }));
    },
    message(peer, { rawData }) {
      const socket = sockets.get(peer);
      if (typeof rawData === 'string' || rawData instanceof Uint8Array) socket?.message(rawData);
      else socket?.fail(new TypeError('binaryType must stay nodebuffer'));
    },
    error(peer) {
      sockets.get(peer)?.violated();
    },
    close(peer) {
      sockets.get(peer)?.disconnected();
    },
  };
}

/** Adapts a peer. Its `send` returns a number, or in some runtimes a promise. */
function socketOf(peer: CrosswsPeer): GateSocket {
  return {
    send: (message) => peer.send(message),
    close: (code, reason) => peer.close(code, reason),
    terminate: () => peer.terminate(),
  };
}

/** The request in the form of Node's: path and query, and headers as a plain object. */
function requestOf({ request }: CrosswsPeer): HandshakeRequest {
  const { pathname, search } = new URL(request.url);
  const headers: Record<string, string> = {};
  request.headers.forEach((value, name) => {
    headers[name] = value;
  });
  return { url: pathname + search, headers };
}
