/** A server of the zoo. Its faults are on purpose: it listens on loopback only, and is in no package and no build. */
import { once } from 'node:events';
import { createServer, type IncomingMessage, type RequestListener, type Server } from 'node:http';
import { createServer as createTlsServer, type ServerOptions } from 'node:https';
import type { Duplex } from 'node:stream';
import { Accounts } from './accounts.ts';
import type { ZooCarrier } from './carriers.ts';
import { Client } from './client.ts';
import { healthy, httpRefusal, type Own, type Rules } from './rules.ts';

export interface ZooOptions {
  readonly carrier: ZooCarrier;
  readonly rules?: Partial<Rules>;
  /** Speaks TLS with these. */
  readonly tls?: ServerOptions;
  readonly port?: number;
}

export interface ZooServer {
  readonly url: string;
  readonly carrier: ZooCarrier;
  readonly own: Own;
  readonly accounts: Accounts;
  /** Ends a session: no connection of this credential is to go on. */
  revoke(credential: string): void;
  close(): Promise<void>;
}

/** Failures are counted anew after so long. */
const WINDOW_MS = 10_000;

export async function startZoo({
  carrier,
  rules: replaced = {},
  tls,
  port = 0,
}: ZooOptions): Promise<ZooServer> {
  const rules: Rules = { ...healthy, ...replaced };
  const accounts = new Accounts();
  const everybody = new Set<Client>();
  const sockets = new Set<Duplex>();
  let failures = 0;
  const window = setInterval(() => {
    failures = 0;
  }, WINDOW_MS);
  window.unref();

  const prefix = carrier === 'basic' ? 'alice:' : '';
  const respond: RequestListener = async (request, response) => {
    const { url = '', method } = request;
    // For the commands of a configuration; a page cannot read the answers.
    if (method === 'POST' && url === '/revoke') {
      let body = '';
      for await (const bytes of request) body += String(bytes);
      revoke(body.trim());
      return void response.writeHead(204).end();
    }
    if (method === 'POST' && url === '/ticket') return void response.end(accounts.ticket(prefix));
    if (method === 'POST' && url.startsWith('/expiring/'))
      return void response.end(accounts.expiring(Number(url.slice(10)), prefix));
    if (method === 'POST' && url === '/session') return void response.end(accounts.session(prefix));
    response.writeHead(404, { Connection: 'close' }).end();
  };
  const server: Server = tls ? createTlsServer(tls, respond) : createServer(respond);
  const crash = () => {
    server.close();
    for (const socket of sockets) socket.destroy();
  };
  server.on('connection', (socket: Duplex) => {
    sockets.add(socket);
    socket.on('close', () => sockets.delete(socket));
    socket.on('error', () => rules.failed({ crash }, 'connection'));
    if (sockets.size > rules.mostConnections) socket.destroy();
  });
  server.on('upgrade', (request, socket: Duplex, head: Buffer) => {
    socket.on('error', () => {});
    void upgrade(request, socket, head);
  });
  server.listen(port, '127.0.0.1');
  await once(server, 'listening');
  const listening = server.address();
  if (typeof listening !== 'object' || listening === null) throw new Error('no port');
  const own = listening.port;
  const scheme = tls ? 's' : '';
  const address: Own = { origin: `http${scheme}://127.0.0.1:${own}`, host: `127.0.0.1:${own}` };

  async function upgrade(request: IncomingMessage, socket: Duplex, head: Buffer): Promise<void> {
    const { headers } = request;
    const key = headers['sec-websocket-key'];
    if (new URL(request.url ?? '/', 'http://zoo').pathname !== '/') return rules.refuse(socket, 404);
    if (!rules.isMethod(request.method)) return rules.refuse(socket, 405);
    if (!rules.hasNoBody(request)) return rules.refuse(socket, 400);
    if (!rules.isVersion(headers['sec-websocket-version'])) return rules.refuse(socket, 426);
    if (!rules.isKey(key)) return rules.refuse(socket, 400);
    if (failures >= rules.mostFailures)
      return void socket.end(httpRefusal(429, '', ['Retry-After: 10', 'Connection: close']));
    const isAmbient = carrier === 'cookie' || carrier === 'basic' || carrier === 'none';
    if (carrier === 'none' && !rules.isHost(headers.host, address)) return rules.refuse(socket, 403);
    if (isAmbient && !rules.isOrigin(headers.origin, address, request)) return rules.refuse(socket, 403);
    const user = carrier === 'message' ? undefined : await authenticate(request, socket);
    if (carrier !== 'message' && user === undefined) return;
    const subprotocol = rules.select(request);
    const deflates = rules.compresses && /permessage-deflate/.test(headers['sec-websocket-extensions'] ?? '');
    const fields = [
      'Upgrade: websocket',
      'Connection: Upgrade',
      `Sec-WebSocket-Accept: ${rules.accept(key ?? '')}`,
      ...(subprotocol === undefined ? [] : [`Sec-WebSocket-Protocol: ${subprotocol}`]),
      ...(deflates
        ? [
            'Sec-WebSocket-Extensions: permessage-deflate; client_no_context_takeover; server_no_context_takeover',
          ]
        : []),
      ...rules.fields(user?.credential),
    ];
    socket.write(`HTTP/1.1 101 Switching Protocols\r\n${fields.join('\r\n')}\r\n\r\n`);
    new Client(socket, { rules, accounts, everybody, deflates, server: { crash }, counted }, user);
    if (head.length > 0) socket.unshift(head);
  }

  function counted(failed: boolean): void {
    if (failed) failures++;
  }

  async function authenticate(request: IncomingMessage, socket: Duplex) {
    if (carrier === 'none') return { name: 'anybody', credential: undefined };
    const credential = rules.choose(rules.credentials(request, carrier));
    await new Promise(setImmediate);
    const name = await rules.check(credential, accounts);
    counted(name === undefined && credential !== undefined);
    if (name !== undefined) return { name, credential };
    rules.refuse(socket, 401, credential);
    return undefined;
  }

  function revoke(credential: string): void {
    accounts.remove(credential);
    if (!rules.endsRevoked) return;
    for (const client of everybody) if (client.credential === credential) client.close(3000, 'session ended');
  }

  return {
    url: `ws${scheme}://127.0.0.1:${own}/`,
    carrier,
    own: address,
    accounts,
    revoke,
    async close() {
      clearInterval(window);
      for (const socket of sockets) socket.destroy();
      if (!server.listening) return;
      server.close();
      await once(server, 'close');
    },
  };
}
