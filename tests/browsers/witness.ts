/** A server that keeps every request head byte by byte, as a browser wrote it, and answers what a question needs. */
import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { createServer as createTcpServer, type Server, type Socket } from 'node:net';
import { createServer as createTlsServer } from 'node:tls';
import { frame, opcodes } from '../support/attacker.ts';

export interface Witness {
  /** `https://localhost:…`, or `http:` without a certificate. */
  readonly origin: string;
  /** The same for WebSockets. */
  readonly socketOrigin: string;
  /** The heads of all requests to a path so far, one character a byte. */
  heads(path: string): readonly string[];
  close(): Promise<void>;
}

/** The user and password that it takes. */
export const witnessUser = 'alice:secret';
const witnessBasic = `Basic ${Buffer.from(witnessUser).toString('base64')}`;

/** RFC 6455, section 1.3. */
const GUID = '258EAFA5-E914-47DA-95CA-C5AB0DC85B11';

/** @param tls - certificate and key, PEM; without it connections are not encrypted */
export async function openWitness(tls?: { readonly cert: string; readonly key: string }): Promise<Witness> {
  const heads: string[] = [];
  const sockets = new Set<Socket>();
  const take = (socket: Socket) => {
    sockets.add(socket);
    socket.on('close', () => sockets.delete(socket));
    // A browser may leave whenever it likes, and one that doubts the certificate does.
    socket.on('error', () => {});
    let received = '';
    const read = (chunk: Buffer) => {
      received += chunk.toString('latin1');
      if (!received.endsWith('\r\n\r\n')) return;
      socket.off('data', read);
      heads.push(received);
      answer(socket, received);
    };
    socket.on('data', read);
  };
  const server: Server = tls ? createTlsServer({ ...tls }, take) : createTcpServer(take);
  server.listen(0, 'localhost');
  await once(server, 'listening');
  const address = server.address();
  if (typeof address !== 'object' || address === null) throw new Error('The witness has no port.');
  const s = tls ? 's' : '';
  return {
    origin: `http${s}://localhost:${address.port}`,
    socketOrigin: `ws${s}://localhost:${address.port}`,
    heads: (path) => heads.filter((head) => head.startsWith(`GET ${path} `)),
    async close() {
      server.close();
      for (const socket of sockets) socket.destroy();
      await once(server, 'close');
    },
  };
}

/** A field of a head; undefined where it is not there. */
export function fieldOf(head: string | undefined, name: string): string | undefined {
  return head === undefined ? undefined : new RegExp(`^${name}: (.*)\r$`, 'im').exec(head)?.[1];
}

/** The first part of a path says what is answered. */
function answer(socket: Socket, head: string): void {
  const [, kind = '', detail = ''] = /^GET \/([\w-]*)\/?([\w-]*)/.exec(head) ?? [];
  switch (kind) {
    case 'open':
      return accept(socket, head);
    case 'basic':
    case 'elsewhere':
      if (fieldOf(head, 'Authorization') === witnessBasic) return accept(socket, head);
      return refuse(socket, '401 Unauthorized', 'WWW-Authenticate: Basic realm="witness"');
    case 'status':
      return refuse(socket, `${detail} Refused`, 'Retry-After: 30');
    case 'redirect':
      return refuse(socket, '302 Found', 'Location: /open/redirected');
    case 'page':
      return refuse(socket, '200 OK', 'Content-Type: text/html', ...(pageFields[detail] ?? []));
    default:
      return refuse(socket, '404 Not Found');
  }
}

/** What a page brings along. */
const pageFields: Readonly<Record<string, readonly string[]>> = {
  policy: ["Content-Security-Policy: connect-src 'self'"],
  cookies: [
    'Set-Cookie: strict=1; Path=/; HttpOnly; Secure; SameSite=Strict',
    'Set-Cookie: none=1; Path=/; HttpOnly; Secure; SameSite=None',
  ],
};

function refuse(socket: Socket, status: string, ...fields: readonly string[]): void {
  const lines = [`HTTP/1.1 ${status}`, ...fields, 'Content-Length: 0', 'Connection: close', '', ''];
  socket.end(lines.join('\r\n'));
}

/** Opens the WebSocket, selects no subprotocol, and answers the first frame with a close frame. */
function accept(socket: Socket, head: string): void {
  const digest = createHash('sha1')
    .update(`${fieldOf(head, 'Sec-WebSocket-Key')}${GUID}`)
    .digest('base64');
  const lines = ['Upgrade: websocket', 'Connection: Upgrade', `Sec-WebSocket-Accept: ${digest}`, '', ''];
  socket.write(`HTTP/1.1 101 Switching Protocols\r\n${lines.join('\r\n')}`);
  socket.once('data', () => {
    const payload = Buffer.from([0x03, 0xe8]);
    socket.end(frame({ opcode: opcodes.close, payload, masked: false }));
  });
}
