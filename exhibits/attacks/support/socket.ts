/** WebSockets as a script opens them: with any header it likes. They tell the scene what goes over them. */
import { openWebSocket, type WebSocketClient, type WebSocketEvent } from '@websocket-auth-lab/wire';
import type { AttackParty } from '../../../protocol/exhibits.ts';
import { maskMessage } from '../../../protocol/masking.ts';
import { CannotRun, type Scene } from '../attack.ts';
import { shownFields, shownTarget } from './shown.ts';

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
  /** From now on what goes over it is not told. @param except - texts that are told even so */
  hush(except?: (text: string) => boolean): void;
  /** The line breaks, without a close frame; that is not told, since nobody has sent anything. */
  breakOff(): void;
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
  /** The credential is what this is about, so the scene shows it. */
  readonly shows?: true;
}

/** What a socket tells, and to whom. */
interface Telling {
  sent(text: string, isBinary: boolean): void;
  came(event: Event, isBinary: boolean): void;
}

/** Where there are too many sockets, each is one of a crowd. */
const silent: Telling = { sent() {}, came() {} };

/**
 * Tries to open a WebSocket; it ends with the scene.
 *
 * @param who - whose socket it is
 * @throws CannotRun when nobody answers at all
 */
export async function open(
  scene: Scene,
  who: AttackParty,
  url: string,
  handshake: Handshake = {},
): Promise<OpenSocket | Refused> {
  const server = scene.target.ownerOf(url);
  const there = { from: who, to: server };
  const back = { from: server, to: who };
  const shows = handshake.shows === true;
  const line = `GET ${shownTarget(new URL(url), shows)}`;
  scene.happened({ ...there, type: 'request', line, fields: shownFields(handshake, shows) });
  const attempt = await tryToOpen(scene, url, handshake);
  const selected = attempt.opened && attempt.protocol !== '' ? { protocols: [attempt.protocol] } : {};
  scene.happened({
    ...back,
    type: 'response',
    status: attempt.opened ? 101 : attempt.status,
    fields: shownFields(selected, shows),
  });
  if (!attempt.opened) return attempt;
  return openSocket(attempt, {
    sent: (text, isBinary) =>
      scene.happened({
        ...there,
        type: 'message',
        text: shows || isBinary ? text : maskMessage(text),
        isBinary,
      }),
    came(event, isBinary) {
      if (event.type === 'message') scene.happened({ ...back, ...event, isBinary });
      else scene.happened({ ...back, type: 'close', code: event.code, reason: event.reason });
    },
  });
}

/** The same for one of many sockets: of a crowd the scene is told the sum. */
export async function openOneOfMany(
  scene: Scene,
  url: string,
  handshake: Handshake = {},
): Promise<OpenSocket | Refused> {
  const attempt = await tryToOpen(scene, url, handshake);
  return attempt.opened ? openSocket(attempt, silent) : attempt;
}

async function tryToOpen(
  scene: Scene,
  url: string,
  { cert, key, protocols, headers, localAddress }: Handshake,
): Promise<WebSocketClient | Refused> {
  const attempt = await openWebSocket(url, {
    ...(protocols && { protocols }),
    headers,
    localAddress,
    signal: scene.signal,
    tls: { rejectUnauthorized: false, ...(cert !== undefined && { cert, key }) },
  }).catch((error: unknown) => {
    if (scene.signal.aborted) throw scene.signal.reason;
    const message = error instanceof Error ? error.message : String(error);
    throw new CannotRun(`${new URL(url).origin} does not answer (${message}).`, { cause: error });
  });
  if (!attempt.opened) return attempt;
  scene.onEnd(() => attempt.connection.destroy());
  return attempt;
}

function openSocket(client: WebSocketClient, telling: Telling): OpenSocket {
  let told = telling;
  const events: Event[] = [];
  const readers: ((event: Event) => void)[] = [];
  let closed: Event | undefined;
  // Heard as it comes: what is told has the time at which it came, not the one at which the script looked.
  client.listen((raw) => {
    const event = eventOf(raw);
    if (event.type === 'closed') closed = event;
    told.came(event, raw.type === 'message' && typeof raw.data !== 'string');
    const waiting = event.type === 'closed' ? readers.splice(0) : readers.splice(0, 1);
    for (const reader of waiting) reader(event);
    if (waiting.length === 0 && event.type === 'message') events.push(event);
  });
  const next = (): Promise<Event> => {
    const event = events.shift() ?? closed;
    return event ? Promise.resolve(event) : new Promise((resolve) => readers.push(resolve));
  };
  return {
    opened: true,
    protocol: client.protocol,
    get isOpen() {
      return client.isOpen;
    },
    send(message) {
      const raw = typeof message === 'string' || Buffer.isBuffer(message) ? message : JSON.stringify(message);
      client.send(raw);
      told.sent(String(raw), Buffer.isBuffer(raw));
    },
    next,
    async closed() {
      for (;;) {
        const event = await next();
        if (event.type === 'closed') return event;
      }
    },
    hush(except = () => false) {
      told = {
        sent: (text, isBinary) => except(text) && telling.sent(text, isBinary),
        came: (event, isBinary) =>
          event.type === 'message' && except(event.text) && telling.came(event, isBinary),
      };
    },
    breakOff() {
      told = silent;
      client.connection.destroy();
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

/** How an attempt was answered, as on the wire. */
export function answerTo(attempt: OpenSocket | Refused): string {
  return attempt.opened ? 'HTTP 101' : `HTTP ${attempt.status}`;
}

/** A close code with its reason, or a text. */
export function inWords(event: Event): string {
  return event.type === 'message' ? event.text : `${event.code} ${event.reason}`.trimEnd();
}
