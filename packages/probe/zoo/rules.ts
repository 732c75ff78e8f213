/** What a healthy server does. An animal is this with one thing replaced. */
import type { IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';
import { acceptOf } from '@websocket-auth-lab/wire';
import type { Accounts } from './accounts.ts';
import { credentialsOf, offered, PLAIN_SUBPROTOCOL, type ZooCarrier } from './carriers.ts';
import type { Client } from './client.ts';

/** A server's own addresses, as it was asked for. */
export interface Own {
  readonly origin: string;
  readonly host: string;
}

export interface Rules {
  isMethod(method: string | undefined): boolean;
  isVersion(version: string | undefined): boolean;
  isKey(key: string | undefined): boolean;
  hasNoBody(request: IncomingMessage): boolean;
  accept(key: string): string;
  isHost(host: string | undefined, own: Own): boolean;
  isOrigin(origin: string | undefined, own: Own, request: IncomingMessage): boolean;
  /** The credentials that a handshake presents. */
  credentials(request: IncomingMessage, carrier: ZooCarrier): string[];
  /** Which of them counts; `undefined` for none. */
  choose(credentials: readonly string[]): string | undefined;
  /** The user of a credential; `undefined` for nobody. */
  check(credential: unknown, accounts: Accounts): Promise<string | undefined> | string | undefined;
  select(request: IncomingMessage): string | undefined;
  /** Fields of the 101 beside those that it must have. */
  fields(credential: string | undefined): string[];
  /** Refuses a handshake. */
  refuse(socket: Duplex, status: number, credential?: string): void;
  /** Milliseconds for a client to authenticate; 0 is for ever. */
  readonly deadlineMs: number;
  /** Whether bytes of a client that is not in start its deadline anew. */
  readonly renewsDeadline: boolean;
  readonly mostOfFirst: number;
  readonly mostOfMessage: number;
  /** Reads the first message. Throws for what it cannot read. */
  parse(text: string): unknown;
  acknowledge(credential: unknown): string;
  /** Ends a client whose first message was not right. */
  reject(client: Client, credential: unknown, error?: unknown): void;
  /** What becomes of a message before the client is in, while it is `waiting` or being `checked`. */
  early(client: Client, text: string): 'credential' | 'queue' | 'answer';
  /** A message of a client that is in. */
  message(client: Client, text: string, everybody: ReadonlySet<Client>): void;
  /** Whether a frame breaks the protocol, as a close code. */
  violation(frame: {
    masked: boolean;
    rsv: number;
    opcode: number;
    fin: boolean;
    payload: Buffer;
  }): number | undefined;
  /** Reads a text message. Throws for what is no UTF-8. */
  decode(bytes: Buffer): string;
  closeFrame(client: Client, payload: Buffer): void;
  /** Milliseconds that a client has to answer a close frame; 0 is for ever. */
  readonly closeGraceMs: number;
  readonly endsExpired: boolean;
  readonly endsRevoked: boolean;
  /** Something was thrown where messages are read, or a connection broke. */
  failed(server: { crash(): void }, where: 'handler' | 'connection'): void;
  readonly mostConnections: number;
  readonly mostFailures: number;
  readonly compresses: boolean;
}

export const CLOSE_UNAUTHORIZED = 3000;

const reasons: Readonly<Record<number, string>> = {
  400: 'Bad Request',
  401: 'Unauthorized',
  403: 'Forbidden',
  404: 'Not Found',
  405: 'Method Not Allowed',
  426: 'Upgrade Required',
  429: 'Too Many Requests',
};

export function httpRefusal(
  status: number,
  body = '',
  fields: readonly string[] = ['Connection: close'],
): string {
  const lines = [...fields, `Content-Length: ${Buffer.byteLength(body)}`];
  if (status === 426) lines.push('Sec-WebSocket-Version: 13');
  return `HTTP/1.1 ${status} ${reasons[status] ?? 'Refused'}\r\n${lines.join('\r\n')}\r\n\r\n${body}`;
}

const utf8 = new TextDecoder('utf-8', { fatal: true });

export const healthy: Rules = {
  isMethod: (method) => method === 'GET',
  isVersion: (version) => version === '13',
  isKey: (key) => /^[+/0-9A-Za-z]{22}==$/.test(key ?? ''),
  hasNoBody: ({ headers }) =>
    headers['transfer-encoding'] === undefined && Number(headers['content-length'] ?? 0) === 0,
  accept: acceptOf,
  isHost: (host, own) => host === own.host,
  isOrigin: (origin, own) => origin === own.origin,
  credentials: credentialsOf,
  choose: (credentials) => (credentials.length === 1 ? credentials[0] : undefined),
  check: (credential, accounts) => (typeof credential === 'string' ? accounts.take(credential) : undefined),
  select: (request) => offered(request).find((one) => one === PLAIN_SUBPROTOCOL),
  fields: () => [],
  refuse: (socket, status) => void socket.end(httpRefusal(status)),
  deadlineMs: 1000,
  renewsDeadline: false,
  mostOfFirst: 4096,
  mostOfMessage: 65_536,
  parse: (text) => {
    const value: unknown = JSON.parse(text);
    if (typeof value !== 'object' || value === null || !Object.hasOwn(value, 'token')) return undefined;
    return Reflect.get(value, 'token');
  },
  acknowledge: () => 'welcome',
  reject: (client) => client.close(CLOSE_UNAUTHORIZED, 'unauthorized'),
  early: ({ state }) => (state === 'waiting' ? 'credential' : 'queue'),
  message: (client, text) => client.answer(text),
  violation: ({ masked, rsv, opcode, fin, payload }) => {
    if (!masked || rsv !== 0 || ![0, 1, 2, 8, 9, 10].includes(opcode)) return 1002;
    if (opcode >= 8 && (!fin || payload.length > 125 || (opcode === 8 && payload.length === 1))) return 1002;
    return undefined;
  },
  decode: (bytes) => utf8.decode(bytes),
  closeFrame: (client, payload) => client.answerClose(payload),
  closeGraceMs: 500,
  endsExpired: true,
  endsRevoked: true,
  failed: () => {},
  mostConnections: 500,
  mostFailures: 120,
  compresses: false,
};
