import assert from 'node:assert/strict';
import { once } from 'node:events';
import type { IncomingMessage } from 'node:http';
import { request } from 'node:https';
import { describe, it, type TestContext } from 'node:test';
import WebSocket, { type ClientOptions } from 'ws';
import { makeProofKey, proveWith } from '../../client/methods/proof.ts';
import { proofMessage } from '../../client/methods/proof-message.ts';
import { AUTHENTICATED_TEXT, DEMO_TOKEN, formatTokenMessage } from '../../protocol/messages.ts';
import type { Options } from '../../server/options/options.ts';
import { attack, upgradeRequest } from '../support/attacker.ts';
import { ask, signIn } from '../support/auth.ts';
import { connect } from '../support/client.ts';
import { fetchRaw } from '../support/http.ts';
import { startLab } from '../support/lab.ts';
import { noNginx, startNginx } from '../support/nginx.ts';

let hosts = 0;

/** The lab behind nginx, as docs/nginx.conf says to start it. */
async function start(t: TestContext, settings: Partial<Options> = {}, connections?: number) {
  const host = `127.0.88.${++hosts}`;
  const origin = `https://${host}:8443`;
  const webSocket = origin.replace('https', 'wss');
  const told = { tls: false, trustProxy: 1, allowOrigin: [origin], publicUrl: webSocket };
  const lab = await startLab(t, { ...told, ...settings });
  const nginx = await startNginx(t, host, [lab.port], connections);
  return { ...nginx, lab, webSocket };
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
  it('a client authenticates, and gets 1001 when the lab shuts down', async (t) => {
    const { webSocket, lab } = await start(t);
    const client = await connect(t, webSocket);
    client.send(formatTokenMessage(DEMO_TOKEN));
    assert.equal(await client.next(), AUTHENTICATED_TEXT);
    client.send('{"msg":"hello"}');
    assert.equal(await client.next(), '{"msg":"hello"}');
    await lab.close();
    assert.deepEqual(await client.closed, { code: 1001, reason: 'server shutting down' });
  });

  it('limits count the client, not the proxy, nor an address that the client made up', async (t) => {
    const { webSocket } = await start(t, { maxConnectionsPerAddress: 1 });
    await connect(t, webSocket, { localAddress: '127.0.89.1' });
    assert.equal(await refusal(webSocket, { localAddress: '127.0.89.1' }), 429);
    const forged = { localAddress: '127.0.89.1', headers: { 'X-Forwarded-For': '203.0.113.7' } };
    assert.equal(await refusal(webSocket, forged), 429);
    await connect(t, webSocket, { localAddress: '127.0.89.2' });
  });

  it('a cookie is accepted with the origin in --allow-origin, and with no other', async (t) => {
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

  it('a proof is accepted that names the address of --public-url', async (t) => {
    const { origin, webSocket } = await start(t);
    const { headers } = await signIn(origin);
    const prove = proveWith(await makeProofKey());
    const DPoP = await prove({ htm: 'POST', htu: `${origin}/auth/token` });
    const { json } = await ask(origin, '/auth/token', { method: 'POST', headers: { ...headers, DPoP } });
    const opening = proofMessage.open(`${webSocket}/ws/proof-message`, {
      kind: 'bound token',
      accessToken: String(json.accessToken),
      prove,
    });
    const client = await connect(t, opening.url);
    client.send((await opening.answer?.(await client.next())) ?? '');
    assert.equal(JSON.parse(await client.next()).type, 'authenticated');
  });

  it('the access log names every path of a method', async (t) => {
    const { origin, lab, accessLog } = await start(t);
    for (const url of lab.urls.methods.values()) {
      const { pathname } = new URL(url);
      assert.equal((await fetchRaw(origin, pathname)).status, 426);
      while (!(await accessLog()).includes(`"GET ${pathname}" 426 `));
    }
  });

  it('C17 no log of nginx holds a query or a path that is not ours, whatever goes wrong', async (t) => {
    const canary = 'canary-9f31c7';
    const { webSocket, lab, accessLog, everyLog } = await start(t, {}, 2);
    const { hostname: host, port } = new URL(webSocket);
    const query = `?token=${canary}`;
    const url = `${webSocket}/ws/query-token${query}`;
    const fields = `Host: ${host}:${port}\r\nReferer: https://${host}/${query}\r\n`;
    /** Sends a request, and gives the status of the answer. */
    const send = async (request: string, tls = true) => {
      const client = await attack(t, Number(port), { host, tls });
      client.write(request);
      const answer = await client.until(/^HTTP\/1.1 \d+.*\r\n\r\n/s);
      client.socket.destroy();
      return Number(answer.slice(9, 12));
    };

    assert.equal(await refusal(url), 401);
    assert.equal(
      await send(`GET /?${canary} HTTP/1.1\r\n${fields}X-Long: ${'x'.repeat(40_000)}\r\n\r\n`),
      400,
    );
    assert.equal(await send(`GET /?${canary}=${'x'.repeat(40_000)} HTTP/1.1\r\n${fields}\r\n`), 414);
    assert.equal(await send(`GET /?${canary} HTTP/1.1\r\nHost: a/b\r\n\r\n`), 400);
    assert.equal(await send(`GET /?${canary} HTTP/9.1\r\n${fields}\r\n`), 505);
    assert.equal(await send(`GET /%ZZ?${canary} HTTP/1.1\r\n${fields}\r\n`), 400);
    assert.equal(await send(`GET /../..?${canary} HTTP/1.1\r\n${fields}\r\n`), 400);
    assert.equal(await send(`POST /${query} HTTP/1.1\r\n${fields}Content-Length: 99999\r\n\r\n`), 413);
    assert.equal(await send(`GET /${query} HTTP/1.1\r\n${fields}\r\n`, false), 400);

    // One client leaves without a close frame, and two stay, so the next one is too many.
    const gone = await attack(t, Number(port), { host });
    gone.write(upgradeRequest(`/${query}`, { Host: `${host}:${port}` }));
    await gone.until(/ 101 /);
    gone.reset();
    while (!/"GET \/" 101 /.test(await accessLog()));
    const inside = await Promise.all([
      connect(t, `${webSocket}/${query}`),
      connect(t, `${webSocket}/${query}`),
    ]);
    assert.equal(await refusal(url), 429);

    await lab.close();
    await Promise.all(inside.map(({ closed }) => closed));
    assert.equal(await refusal(url), 502);
    while (!/"GET \/ws\/query-token" 502 \d+ 502\n/.test(await accessLog()));
    assert.match(await accessLog(), /"GET \/ws\/query-token" 429 \d+ -\n/);
    assert.doesNotMatch(await everyLog(), /canary|9f31c7/);
  });
});
