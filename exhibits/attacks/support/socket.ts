/** WebSockets as a script opens them: with any header it likes. */
import { openWebSocket, type WebSocketClient, type WebSocketEvent } from '@websocket-auth-lab/wire';
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

export interface Handshake {
  readonly protocols?: readonly string[];
  readonly headers?: Readonly<Record<string, string>>;
  /** A certificate for who connects. */
  readonly cert?: string;
  readonly key?: string;
  readonly localAddress?: string;
}

/**
 * Tries to open a WebSocket; it ends with the scene.
 *
 * @throws CannotRun when nobody answers at all
 */
export async function open(
  scene: Scene,
  url: string,
  { cert, key, ...handshake }: Handshake = {},
): Promise<OpenSocket | Refused> {
  const attempt = await openWebSocket(url, {
    ...handshake,
    signal: scene.signal,
    tls: { rejectUnauthorized: false, ...(cert !== undefined && { cert, key }) },
  }).catch((error: unknown) => {
    const message = error instanceof Error ? error.message : String(error);
    throw new CannotRun(`${new URL(url).origin} does not answer (${message}).`, { cause: error });
  });
  if (!attempt.opened) return attempt;
  scene.onEnd(() => attempt.connection.destroy());
  return openSocket(attempt);
}

function openSocket(client: WebSocketClient): OpenSocket {
  return {
    opened: true,
    protocol: client.protocol,
    get isOpen() {
      return client.isOpen;
    },
    send: (message) =>
      client.send(
        typeof message === 'string' || Buffer.isBuffer(message) ? message : JSON.stringify(message),
      ),
    next: async () => eventOf(await client.next()),
    async closed() {
      for (;;) {
        const event = await this.next();
        if (event.type === 'closed') return event;
      }
    },
  };
}

function eventOf(event: WebSocketEvent): Event {
  if (event.type === 'message') return { type: 'message', text: String(event.data) };
  const { code, reason, error } = event;
  // OpenSSL's own words, where TLS broke: there is only 1006 for it.
  const broken = error && 'reason' in error ? String(error.reason) : (error?.message ?? '');
  return { type: 'closed', code, reason: reason || broken };
}

/** What the server said to the attempt, in words. */
export function outcome(attempt: OpenSocket | Refused): string {
  return attempt.opened ? '101, the connection is open' : `HTTP ${attempt.status}, no connection`;
}

/** What came, in words. */
export function inWords(event: Event): string {
  return event.type === 'message' ? event.text : `closed with ${event.code} ${event.reason}`.trimEnd();
}
