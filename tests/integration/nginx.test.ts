import assert from 'node:assert/strict';
import { once } from 'node:events';
import type { IncomingMessage } from 'node:http';
import { request } from 'node:https';
import { describe, it, type TestContext } from 'node:test';
import WebSocket, { type ClientOptions } from 'ws';
import { AUTHENTICATED_TEXT, DEMO_TOKEN, formatTokenMessage } from '../../protocol/messages.ts';
import type { Options } from '../../server/options.ts';
import { signIn } from '../support/auth.ts';
import { connect } from '../support/client.ts';
import { fetchRaw } from '../support/http.ts';
import { startLab } from '../support/lab.ts';
import { noNginx, startNginx } from '../support/nginx.ts';

let hosts = 0;

/** The lab behind nginx, as docs/nginx.conf says to start it. */
async function start(t: TestContext, settings: Partial<Options> = {}) {
  const host = `127.0.88.${++hosts}`;
  const origin = `https://${host}:8443`;
  const lab = await startLab(t, { tls: false, trustProxy: 1, allowOrigin: [origin], ...settings });
  const nginx = await startNginx(t, host, lab.port);
  return { ...nginx, lab, webSocket: origin.replace('https', 'wss') };
}

/** The status of an upgrade that is refused. */
async function refusal(url: string, options: ClientOptions = {}): Promise<number | undefined> {
  const webSocket = new WebSocket(url, { rejectUnauthorized: false, ...options });
  // Ending it before it was open is an error to ws.
  webSocket.on('error', () => {});
  const [, response]: [unknown, IncomingMessage] = await once(webSocket, 'unexpected-response').then(
    ([sent, answer]) => [sent, answer],
  );
  webSocket.terminate();
  return response.statusCode;
}

describe('Behind nginx, as docs/nginx.conf configures it,', { skip: noNginx, concurrency: 2 }, () => {
  it('a client authenticates, and is told 1001 when the lab shuts down', async (t) => {
    const { webSocket, lab } = await start(t);
    const client = await connect(t, webSocket);
    client.send(formatTokenMessage(DEMO_TOKEN));
    assert.equal(await client.next(), AUTHENTICATED_TEXT);
    client.send('{"msg":"hello"}');
    assert.equal(await client.next(), '{"msg":"hello"}');
    await lab.close();
    assert.deepEqual(await client.closed, { code: 1001, reason: 'server shutting down' });
  });

  it('limits count the client, not the proxy, and no address that the client made up', async (t) => {
    const { webSocket } = await start(t, { maxConnectionsPerAddress: 1 });
    await connect(t, webSocket, { localAddress: '127.0.89.1' });
    assert.equal(await refusal(webSocket, { localAddress: '127.0.89.1' }), 429);
    const forged = { localAddress: '127.0.89.1', headers: { 'X-Forwarded-For': '203.0.113.7' } };
    assert.equal(await refusal(webSocket, forged), 429);
    await connect(t, webSocket, { localAddress: '127.0.89.2' });
  });

  it('a cookie counts with the origin that was named, and with no other', async (t) => {
    const { origin, webSocket } = await start(t);
    const { cookie, csrfToken } = await signIn(origin);
    const url = `${webSocket}/ws/cookie`;
    const headers = { Cookie: cookie };
    const client = await connect(t, url, { headers, origin }, ['lab.v1', `csrf.${csrfToken}`]);
    client.send('{"msg":"hello"}');
    assert.equal(await client.next(), '{"msg":"hello"}');
    assert.equal(await refusal(url, { headers, origin: 'https://evil.example' }), 403);
  });

  it('the page finds every method on its own host, and the figures are not for everybody', async (t) => {
    const { origin } = await start(t);
    const { body } = await fetchRaw(origin, '/api/lab');
    assert.equal(JSON.parse(body).methods['query-ticket'], '/ws/query-ticket');
    assert.equal((await fetchRaw(origin, '/metrics')).status, 404);
  });

  it('a trace arrives while it happens, and the access log holds no query', async (t) => {
    const { origin, webSocket, accessLog } = await start(t);
    const id = 'ab'.repeat(16);
    const watching = request(`${origin}/trace/${id}`, { rejectUnauthorized: false, agent: false }).end();
    t.after(() => watching.destroy());
    const [stream]: IncomingMessage[] = await once(watching, 'response');
    assert.ok(stream);
    const url = `${webSocket}/ws/query-token?token=wrong&trace=${id}`;
    assert.equal(await refusal(url), 401);
    let told = '';
    for await (const chunk of stream.setEncoding('utf8')) {
      told += chunk;
      if (told.includes('"status":401')) break;
    }
    assert.match(await accessLog(), /"GET \/ws\/query-token" 401/);
    assert.doesNotMatch(await accessLog(), /wrong|trace=/);
  });
});
