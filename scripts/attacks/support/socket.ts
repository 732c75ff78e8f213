/** WebSockets as a script opens them: with any header it likes. */
import WebSocket, { type ClientOptions } from 'ws';
import { CannotRun, type Scene } from '../attack.ts';

/** What came next on a socket. */
export type Event =
  | { readonly type: 'message'; readonly text: string }
  /** The reason is the server's; where the connection broke, it says how. */
  | { readonly type: 'closed'; readonly code: number; readonly reason: string };

export interface OpenSocket {
  readonly opened: true;
  /** The subprotocol that the server selected; empty when none. */
  readonly protocol: string;
  readonly isOpen: boolean;
  /** An object goes as JSON, bytes as a binary message. */
  send(message: string | Buffer | object): void;
  next(): Promise<Event>;
  /** Waits until it is closed, whatever else comes. */
  closed(): Promise<{ code: number; reason: string }>;
}

export interface Refused {
  readonly opened: false;
  readonly status: number;
}

export interface Handshake extends Pick<ClientOptions, 'headers' | 'cert' | 'key' | 'localAddress'> {
  readonly protocols?: string[];
}

/**
 * Tries to open a WebSocket; it ends with the scene.
 *
 * @throws CannotRun when nobody answers at all
 */
export function open(scene: Scene, url: string, handshake: Handshake = {}): Promise<OpenSocket | Refused> {
  const { protocols = [], ...options } = handshake;
  const webSocket = new WebSocket(url, protocols, { ...options, rejectUnauthorized: false });
  scene.onEnd(() => webSocket.terminate());
  const events: Event[] = [];
  const waiting: ((event: Event) => void)[] = [];
  const happened = (event: Event) => {
    const reader = waiting.shift();
    if (reader) reader(event);
    else events.push(event);
  };
  webSocket.on('message', (data) => happened({ type: 'message', text: String(data) }));
  let broken = '';
  webSocket.on('upgrade', (response) => {
    // OpenSSL's own words, where TLS broke: ws has but 1006 for it.
    response.socket.on('error', (error) => {
      broken = 'reason' in error ? String(error.reason) : error.message;
    });
  });
  webSocket.on('close', (code, reason) =>
    happened({ type: 'closed', code, reason: String(reason) || broken }),
  );

  const socket: OpenSocket = {
    opened: true,
    get protocol() {
      return webSocket.protocol;
    },
    get isOpen() {
      return webSocket.readyState === WebSocket.OPEN;
    },
    send: (message) =>
      webSocket.send(
        typeof message === 'string' || Buffer.isBuffer(message) ? message : JSON.stringify(message),
      ),
    next() {
      const event = events.shift();
      if (event?.type === 'closed') events.unshift(event);
      return event ? Promise.resolve(event) : new Promise((resolve) => waiting.push(resolve));
    },
    async closed() {
      for (;;) {
        const event = await this.next();
        if (event.type === 'closed') return event;
      }
    },
  };

  return new Promise((resolve, reject) => {
    webSocket.on('open', () => resolve(socket));
    webSocket.on('unexpected-response', (_request, response) => {
      resolve({ opened: false, status: response.statusCode ?? 0 });
      response.destroy();
    });
    webSocket.on('error', (error) =>
      reject(new CannotRun(`${new URL(url).origin} does not answer (${error.message}).`, { cause: error })),
    );
  });
}

/** What the server said to the attempt, in words. */
export function outcome(attempt: OpenSocket | Refused): string {
  return attempt.opened ? '101, the connection is open' : `HTTP ${attempt.status}, no connection`;
}

/** What came, in words. */
export function inWords(event: Event): string {
  return event.type === 'message' ? event.text : `closed with ${event.code} ${event.reason}`.trimEnd();
}
