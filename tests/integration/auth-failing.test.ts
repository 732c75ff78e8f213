import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer, type RequestListener, type Server } from 'node:http';
import { createServer as createHttpsServer } from 'node:https';
import { describe, it, type TestContext } from 'node:test';
import { introspection } from '../../server/auth/remote/introspection.ts';
import { createRemote } from '../../server/auth/remote/remote.ts';
import { createStandalone } from '../../server/auth-program/server.ts';
import { createLog } from '../../server/observe/log.ts';
import {
  fetchTicket,
  introspectionSecret,
  keepLog,
  signIn,
  startAsking,
  startStandalone,
} from '../support/auth.ts';
import { prepare, temporaryFolder } from '../support/certificates.ts';
import { connect, type TestClient } from '../support/client.ts';

const canary = 'canary-credential-0123456789abcdef0123456789';
const unauthenticated = { code: 1011, reason: 'unauthenticated' };
const active = { active: true, username: 'alice', method: 'first-message' };

/** Starts an auth server that behaves as the test says; it ends with the test. @returns its URL */
async function startRogue(t: TestContext, listener: RequestListener): Promise<string> {
  const server = createServer(listener);
  return `http://127.0.0.1:${await listen(t, server)}`;
}

async function listen(t: TestContext, server: Server): Promise<number> {
  t.after(() => {
    server.close();
    server.closeAllConnections();
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  assert.ok(typeof address === 'object' && address !== null);
  return address.port;
}

/** A port of this machine where nobody listens. */
async function closedPort(t: TestContext): Promise<number> {
  const server = createServer();
  const port = await listen(t, server);
  server.close();
  await once(server, 'close');
  return port;
}

async function showCanary(t: TestContext, webSocket: string): Promise<TestClient> {
  const client = await connect(t, webSocket);
  client.webSocket.on('message', (data) => assert.fail(`received ${data}`));
  client.send(JSON.stringify({ token: canary }));
  return client;
}

function answer(status: number, type: string, body: string): RequestListener {
  return (_request, response) => response.writeHead(status, { 'Content-Type': type }).end(body);
}

const json = 'application/json';
const failing: Record<string, [RequestListener, cause: RegExp]> = {
  'answers 500': [answer(500, json, JSON.stringify(active)), /answered with 500/],
  'answers 204': [answer(204, json, ''), /answered with 204/],
  'does not know our secret': [answer(401, json, '{}'), /answered with 401/],
  redirects: [
    (_request, response) => response.writeHead(307, { Location: '/other', 'Content-Type': json }).end(),
    /answered with 307/,
  ],
  'answers with a page': [answer(200, 'text/html', JSON.stringify(active)), /no JSON/],
  'answers with nothing': [answer(200, json, ''), /not JSON/],
  'answers with what is not JSON': [answer(200, json, `${canary} <h1>`), /not JSON/],
  'answers with 16 KiB and a byte': [
    answer(200, json, JSON.stringify(active).padEnd(16_385)),
    /more than 16384 bytes/,
  ],
  'answers without end': [
    (_request, response) => {
      const more = () => {
        while (response.write(' '.repeat(4096)));
        response.once('drain', more);
      };
      response.writeHead(200, { 'Content-Type': json });
      more();
    },
    /more than 16384 bytes/,
  ],
  'says active in words': [
    answer(200, json, '{"active":"yes","username":"alice"}'),
    /whether the token is active/,
  ],
  'does not know methods': [answer(200, json, '{"active":true,"username":"alice"}'), /the method/],
  'hangs up': [(request) => void request.socket.destroy(), /cannot be reached/],
  'hangs up in the middle of its answer': [
    (request, response) => {
      response.writeHead(200, { 'Content-Type': json, 'Content-Length': '100' });
      response.write('{"active":true', () => request.socket.destroy());
    },
    /aborted/,
  ],
  'switches protocols': [
    (_request, response) => {
      response.socket?.end('HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: x\r\n\r\n');
    },
    /closed the connection|cannot be reached/,
  ],
  'speaks no HTTP': [(_request, response) => void response.socket?.end('SSH-2.0\r\n'), /cannot be reached/],
};

describe('An auth server', { concurrency: 2 }, () => {
  for (const [what, [listener, cause]] of Object.entries(failing)) {
    it(`that ${what} lets nobody in, and the log says why`, async (t) => {
      const { log, lines } = keepLog();
      const { webSocket } = await startAsking(t, await startRogue(t, listener), log);
      const client = await showCanary(t, webSocket);
      assert.deepEqual(await client.closed, unauthenticated);
      const refusal = lines.find((line) => line.includes('verification failed')) ?? '';
      assert.match(refusal, cause);
      assert.equal(lines.join('').includes('canary'), false);
      assert.equal(lines.join('').includes(introspectionSecret), false);
    });
  }

  it('that is down lets nobody in, and lets people in again once it is up', async (t) => {
    const { log, lines } = keepLog();
    const port = await closedPort(t);
    const { webSocket } = await startAsking(t, `http://127.0.0.1:${port}`, log);
    const refused = await showCanary(t, webSocket);
    assert.deepEqual(await refused.closed, unauthenticated);
    assert.match(lines.join(''), /cannot be reached.*ECONNREFUSED/);
    assert.equal(lines.join('').includes('canary'), false);

    const server = createServer(answer(200, json, JSON.stringify(active)));
    t.after(() => server.closeAllConnections());
    t.after(() => server.close());
    server.listen(port, '127.0.0.1');
    await once(server, 'listening');
    const accepted = await connect(t, webSocket);
    accepted.send(JSON.stringify({ token: canary }));
    assert.equal(await accepted.next(), 'Successfully authenticated.');
  });

  it('C26 that is away leaves authenticated clients alone, and the log says so; when it is back without their sessions, they are closed', async (t) => {
    const blind = withResolvers();
    const log = createLog('info', {
      write: (line) => line.includes('sessions cannot be watched') && blind.resolve(),
    });
    const before = createStandalone({ port: 0, demo: true, introspectionSecret }, log);
    t.after(() => before.close());
    await before.listen();
    const { webSocket } = await startAsking(t, before.url, log);
    const client = await connect(t, webSocket);
    client.send(JSON.stringify({ token: await fetchTicket(before.url, await signIn(before.url)) }));
    await client.next();
    await before.close();
    await blind.promise;
    client.send('"still here"');
    assert.equal(await client.next(), '"still here"');
    await startStandalone(t, { port: Number(new URL(before.url).port) });
    assert.deepEqual(await client.closed, { code: 3000, reason: 'session ended' });
  });

  it('that never answers is given up after its time, and a late answer does not count', async (t) => {
    const url = await startRogue(t, () => {});
    const remote = createRemote({
      authServer: url,
      secret: introspectionSecret,
      authority: async () => undefined,
      timeoutMs: 50,
    });
    t.after(() => remote.close());
    const verifier = introspection(remote);
    const question = { method: 'first-message', signal: new AbortController().signal } as const;
    await assert.rejects(verifier.verify(canary, question), {
      message: 'The auth server did not answer within 50 ms.',
    });
  });

  it('that never answers holds a client until the deadline and no longer', async (t) => {
    const { log, lines } = keepLog();
    const url = await startRogue(t, () => {});
    const { webSocket } = await startAsking(t, url, log, { authDeadlineMs: 100 });
    const client = await showCanary(t, webSocket);
    assert.deepEqual(await client.closed, unauthenticated);
    assert.match(lines.join(''), /too slow/);
  });

  it('is not asked any longer once nobody waits for the answer', { timeout: 10_000 }, async (t) => {
    const asked = withResolvers();
    const dropped = withResolvers();
    const authServer = await startRogue(t, (_request, response) => {
      response.once('close', dropped.resolve);
      asked.resolve();
    });
    const remote = createRemote({
      authServer,
      secret: introspectionSecret,
      authority: async () => undefined,
      timeoutMs: 60_000,
    });
    t.after(() => remote.close());
    const verifier = introspection(remote);
    const client = new AbortController();
    const answer = verifier.verify(canary, { method: 'first-message', signal: client.signal });
    await asked.promise;
    client.abort();
    await Promise.all([assert.rejects(answer), dropped.promise]);
  });

  it('whose certificate is not trusted is not asked at all', async (t) => {
    const { tls } = await prepare(await temporaryFolder(t));
    let asked = false;
    const server = createHttpsServer({ cert: tls.cert, key: tls.key }, (_request, response) => {
      asked = true;
      response.writeHead(200, { 'Content-Type': json }).end(JSON.stringify(active));
    });
    const { log, lines } = keepLog();
    const { webSocket } = await startAsking(t, `https://127.0.0.1:${await listen(t, server)}`, log);
    const client = await showCanary(t, webSocket);
    assert.deepEqual(await client.closed, unauthenticated);
    assert.match(lines.join(''), /cannot be reached.*unable to verify/);
    assert.equal(asked, false);
  });

  it('that has another secret lets nobody in', async (t) => {
    const { log, lines } = keepLog();
    const url = await startStandalone(t, { introspectionSecret: 'another-secret-of-32-characters-or-more' });
    const { webSocket } = await startAsking(t, url, log);
    const client = await showCanary(t, webSocket);
    assert.deepEqual(await client.closed, unauthenticated);
    assert.match(lines.join(''), /answered with 401/);
  });

  it('is asked again if a connection that was kept for the next question had been closed', async (t) => {
    let questions = 0;
    const url = await startRogue(t, (request, response) => {
      questions++;
      // The second question uses a connection that is being closed.
      if (questions === 2) request.socket.resetAndDestroy();
      else response.writeHead(200, { 'Content-Type': json }).end(JSON.stringify(active));
    });
    const { webSocket } = await startAsking(t, url, keepLog().log);
    for (const _ of ['first', 'second']) {
      const client = await connect(t, webSocket);
      client.send(JSON.stringify({ token: canary }));
      assert.equal(await client.next(), 'Successfully authenticated.');
    }
    assert.equal(questions, 3);
  });
});

function withResolvers(): { promise: Promise<void>; resolve: () => void } {
  let resolve = () => {};
  const promise = new Promise<void>((settle) => {
    resolve = settle;
  });
  return { promise, resolve };
}
