import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer, type RequestListener } from 'node:http';
import { createServer as createSecureServer } from 'node:https';
import { createServer as createTcpServer, type Server } from 'node:net';
import { describe, it, type TestContext } from 'node:test';
import selfsigned from 'selfsigned';
import { type WebSocket, WebSocketServer } from 'ws';
import {
  ask,
  connect,
  headLength,
  opcodes,
  openWebSocket,
  type WebSocketClient,
  writeFrame,
} from '../src/index.ts';

/** Listens on a free port until the test ends. @returns host and port */
async function listen(t: TestContext, server: Server): Promise<string> {
  t.after(() => server.close());
  await once(server.listen(0, '127.0.0.1'), 'listening');
  const address = server.address();
  assert.ok(typeof address === 'object' && address !== null);
  return `127.0.0.1:${address.port}`;
}

/** An HTTP server. @returns its host and port */
function serve(t: TestContext, answer: RequestListener): Promise<string> {
  return listen(t, createServer(answer));
}

/** A WebSocket server of ws. */
async function serveWebSocket(t: TestContext, onConnection: (socket: WebSocket) => void): Promise<string> {
  const server = new WebSocketServer({
    noServer: true,
    handleProtocols: (offered) => [...offered][0] ?? false,
  });
  server.on('connection', onConnection);
  t.after(() => {
    for (const client of server.clients) client.terminate();
  });
  const http = createServer();
  http.on('upgrade', (request, socket, head) => {
    server.handleUpgrade(request, socket, head, (webSocket) => server.emit('connection', webSocket, request));
  });
  return `ws://${await listen(t, http)}/`;
}

async function open(t: TestContext, url: string, options = {}): Promise<WebSocketClient> {
  const client = await openWebSocket(url, options);
  assert.ok(client.opened);
  t.after(() => client.connection.destroy());
  return client;
}

describe('The raw HTTP client', () => {
  it('sends path, fields and body, and reads status, fields and body', async (t) => {
    const host = await serve(t, async (request, response) => {
      let body = '';
      for await (const chunk of request) body += chunk;
      response.writeHead(201, { 'Set-Cookie': ['a=1', 'b=2'], 'X-Empty': '' });
      response.end(
        JSON.stringify([request.method, request.url, request.headers['x-one'], request.headers.host, body]),
      );
    });
    const answer = await ask(`http://${host}/path?query=1`, { headers: { 'X-One': ' two ' }, body: 'né' });
    assert.equal(answer.status, 201);
    assert.deepEqual(answer.headers.get('set-cookie'), ['a=1', 'b=2']);
    assert.deepEqual(answer.headers.get('x-empty'), ['']);
    assert.deepEqual(JSON.parse(answer.body), ['POST', '/path?query=1', 'two', host, 'né']);
  });

  it('reads a body in chunks, and an empty one', async (t) => {
    const host = await serve(t, (request, response) => {
      if (request.url === '/nothing') return response.writeHead(204).end();
      response.write('one ');
      response.write('two ');
      return response.end('x'.repeat(100_000));
    });
    assert.equal((await ask(`http://${host}/`)).body, `one two ${'x'.repeat(100_000)}`);
    assert.equal((await ask(`http://${host}/nothing`)).body, '');
  });

  it('checks a certificate unless it is told not to', async (t) => {
    const pems = await selfsigned.generate([{ name: 'commonName', value: 'localhost' }], {
      extensions: [{ name: 'subjectAltName', altNames: [{ type: 2, value: 'localhost' }] }],
    });
    const server = createSecureServer({ cert: pems.cert, key: pems.private }, (_request, response) => {
      response.end('over TLS');
    });
    const url = `https://${await listen(t, server)}/`;
    await assert.rejects(ask(url), /self-signed/);
    // Of an authority that is trusted, and for another host.
    await assert.rejects(ask(url, { tls: { ca: pems.cert } }), { code: 'ERR_TLS_CERT_ALTNAME_INVALID' });
    assert.equal((await ask(url, { tls: { rejectUnauthorized: false } })).body, 'over TLS');
    assert.equal((await ask(url, { tls: { ca: pems.cert, servername: 'localhost' } })).body, 'over TLS');
  });

  it('reports a server that does not answer, an answer that is not HTTP, and one that ends too early', async (t) => {
    await assert.rejects(ask('http://127.0.0.1:1/'), { code: 'ECONNREFUSED' });
    await assert.rejects(ask('https://127.0.0.1:1/'), { code: 'ECONNREFUSED' });
    const answers = ['220 mail\r\n\r\n', 'HTTP/1.1 200 OK\r\nContent', ''];
    const host = await listen(
      t,
      createTcpServer((socket) => socket.end(answers.shift() ?? '')),
    );
    await assert.rejects(ask(`http://${host}/`), /no HTTP response: 220 mail/);
    await assert.rejects(ask(`http://${host}/`), /ended too early, after HTTP\/1.1 200 OK/);
    await assert.rejects(ask(`http://${host}/`), /ended too early/);
    const chunked = 'HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nab';
    const other = await listen(
      t,
      createTcpServer((socket) => socket.end(chunked)),
    );
    await assert.rejects(ask(`http://${other}/`), /ended too early, after ab/);
  });

  it('ends when its signal is aborted, whatever it waits for', async (t) => {
    const host = await listen(
      t,
      createTcpServer((socket) => socket.on('error', () => {})),
    );
    const aborter = new AbortController();
    const connection = await connect(`http://${host}/`, { signal: aborter.signal });
    const head = assert.rejects(connection.take(headLength), { name: 'AbortError' });
    aborter.abort();
    await head;
    await assert.rejects(connect(`http://${host}/`, { signal: aborter.signal }), { name: 'AbortError' });
  });

  it('holds a bounded number of bytes that nobody reads, and does not wait for an endless head', async (t) => {
    const host = await listen(
      t,
      createTcpServer((socket) => {
        socket.on('error', () => {});
        socket.write('x'.repeat(5_000_000));
      }),
    );
    const connection = await connect(`http://${host}/`);
    t.after(() => connection.destroy());
    await assert.rejects(connection.take(headLength), /more than 1048576 bytes, and no end/);
    assert.ok(connection.socket.isPaused());
  });
});

describe('The raw WebSocket client', () => {
  it('speaks with a real server: subprotocol, text, binary, large and fragmented messages', async (t) => {
    const url = await serveWebSocket(t, (socket) => {
      socket.on('message', (data, binary) => {
        socket.send(data, { binary, fin: false });
        socket.send('', { fin: true });
      });
    });
    const client = await open(t, url, { protocols: ['one', 'two'] });
    assert.equal(client.protocol, 'one');
    for (const data of ['né', '', 'x'.repeat(70_000), Buffer.from([0, 255]), Buffer.alloc(200_000, 3)]) {
      client.send(data);
      assert.deepEqual(await client.next(), { type: 'message', data });
    }
  });

  it('takes messages that arrive in the same piece as the 101', async (t) => {
    const url = await serveWebSocket(t, (socket) => {
      socket.send('at once');
      socket.close(3000, 'unauthorized');
    });
    const client = await open(t, url);
    assert.deepEqual(await client.next(), { type: 'message', data: 'at once' });
    assert.deepEqual(await client.next(), { type: 'closed', code: 3000, reason: 'unauthorized' });
    assert.deepEqual(await client.next(), { type: 'closed', code: 3000, reason: 'unauthorized' });
    assert.equal(client.isOpen, false);
  });

  it('answers pings, and closes as the server sees it', async (t) => {
    let seen: unknown;
    const url = await serveWebSocket(t, (socket) => {
      socket.ping('are you there?');
      socket.on('pong', (data) => socket.send(`pong ${data}`));
      socket.on('close', (code, reason) => {
        seen = [code, String(reason)];
      });
    });
    const client = await open(t, url);
    assert.deepEqual(await client.next(), { type: 'message', data: 'pong are you there?' });
    client.close(4000, 'bye');
    client.close(4001, 'again');
    assert.deepEqual(await client.next(), { type: 'closed', code: 4000, reason: 'bye' });
    assert.deepEqual(seen, [4000, 'bye']);
  });

  it('passes events to a listener, beginning with those that were waiting', async (t) => {
    const url = await serveWebSocket(t, (socket) => {
      socket.on('message', (data) => {
        if (String(data) === 'bye') socket.close(1000);
        else socket.send(`${data}`);
      });
    });
    const client = await open(t, url);
    client.send('one');
    await once(client.connection.socket, 'data');
    client.send('two');
    client.send('bye');
    const events: string[] = [];
    await new Promise<void>((resolve) =>
      client.listen((event) => {
        events.push(event.type === 'message' ? String(event.data) : `closed ${event.code}`);
        if (event.type === 'closed') resolve();
      }),
    );
    assert.deepEqual(events, ['one', 'two', 'closed 1000']);
  });

  it('reports a connection that broke without a close frame to everybody who waits', async (t) => {
    const url = await serveWebSocket(t, (socket) => socket.terminate());
    const client = await open(t, url);
    const [one, other] = await Promise.all([client.next(), client.next()]);
    assert.equal(one.type === 'closed' && one.code, 1006);
    assert.deepEqual(one, other);
  });

  it('returns the answer of a server that refuses', async (t) => {
    const host = await serve(t, (_request, response) => response.end());
    const http = createServer();
    http.on('upgrade', (_request, socket) =>
      socket.end('HTTP/1.1 401 Unauthorized\r\nX-Why: token\r\n\r\nno'),
    );
    const refused = await openWebSocket(`ws://${await listen(t, http)}/`);
    assert.ok(!refused.opened);
    assert.deepEqual([refused.status, refused.headers.get('x-why'), refused.body], [401, ['token'], 'no']);
    const plain = await openWebSocket(`ws://${host}/`);
    assert.equal(plain.opened, false);
  });

  it('does not take a 101 with a wrong accept for a WebSocket', async (t) => {
    const http = createServer();
    http.on('upgrade', (_request, socket) =>
      socket.end('HTTP/1.1 101 Switching Protocols\r\nSec-WebSocket-Accept: AAAA\r\n\r\n'),
    );
    await assert.rejects(openWebSocket(`ws://${await listen(t, http)}/`), /wrong Sec-WebSocket-Accept/);
  });

  it('sends any handshake and any frame that it is told to send', async (t) => {
    const heard: Buffer[] = [];
    const server = createTcpServer((socket) => {
      socket.on('error', () => {});
      socket.on('data', (bytes) => {
        heard.push(bytes);
        if (headLength(Buffer.concat(heard)) !== undefined) socket.end('HTTP/1.1 400 Bad Request\r\n\r\n');
      });
    });
    const host = await listen(t, server);
    await openWebSocket(`ws://${host}/a?b`, {
      headers: { Upgrade: undefined, Cookie: 'a=1', 'X-Twice': ['1', '2'], 'Sec-WebSocket-Version': '12' },
    });
    const head = Buffer.concat(heard).toString();
    assert.match(head, /^GET \/a\?b HTTP\/1\.1\r\nHost: 127/);
    assert.match(head, /\r\nSec-WebSocket-Version: 12\r\nCookie: a=1\r\nX-Twice: 1\r\nX-Twice: 2\r\n\r\n$/);
    assert.doesNotMatch(head, /Upgrade:/);

    const url = await serveWebSocket(t, (socket) => socket.on('error', () => {}));
    const client = await open(t, url);
    client.connection.write(writeFrame({ opcode: opcodes.text, payload: 'not masked' }));
    const event = await client.next();
    assert.equal(event.type === 'closed' && event.code, 1002);
  });

  it('leaves by a TCP reset, or by ending the TCP connection', async (t) => {
    const codes: number[] = [];
    const gone = (count: number) =>
      new Promise<void>((resolve) => {
        const timer = setInterval(() => {
          if (codes.length < count) return;
          clearInterval(timer);
          resolve();
        }, 1);
      });
    const url = await serveWebSocket(t, (socket) => {
      socket.on('error', () => {});
      socket.on('close', (code) => codes.push(code));
    });
    (await open(t, url)).connection.reset();
    await gone(1);
    (await open(t, url)).connection.end();
    await gone(2);
    assert.deepEqual(codes, [1006, 1006]);
  });
});
