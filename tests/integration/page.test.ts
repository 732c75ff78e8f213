import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { projectRoot } from '../../server/paths.ts';
import { connect } from '../support/client.ts';
import { fetchRaw } from '../support/http.ts';
import { startLab } from '../support/lab.ts';

describe('The page in production', { concurrency: true }, () => {
  it('comes with a content security policy that allows no inline script and connects to this host only', async (t) => {
    const lab = await startLab(t);
    const { status, headers } = await fetchRaw(lab.urls.page, '/');
    assert.equal(status, 200);
    const policy = String(headers['content-security-policy']);
    assert.match(policy, /default-src 'none'/);
    assert.match(policy, /script-src 'self'(;|$)/);
    assert.match(policy, /style-src 'self'(;|$)/);
    // The port beside it is that of the client certificates.
    assert.match(policy, /connect-src 'self' wss:\/\/localhost:\d+(;|$)/);
    assert.match(policy, /frame-ancestors 'none'/);
    assert.match(policy, /upgrade-insecure-requests/);
    assert.equal(headers['x-content-type-options'], 'nosniff');
    assert.equal(headers['x-powered-by'], undefined);
  });

  it('does not pin https on loopback, nor upgrade requests without TLS', async (t) => {
    const secure = await startLab(t);
    const { headers } = await fetchRaw(secure.urls.page, '/');
    assert.equal(headers['strict-transport-security'], undefined);

    const plain = await startLab(t, { tls: false });
    const response = await fetch(plain.urls.page);
    assert.equal(response.headers.get('strict-transport-security'), null);
    assert.doesNotMatch(response.headers.get('content-security-policy') ?? '', /upgrade-insecure-requests/);
  });

  it('keeps hashed files for a year, asks for the page anew, and sends what was compressed ahead of time', async (t) => {
    const lab = await startLab(t);
    const page = await fetchRaw(lab.urls.page, '/');
    assert.equal(page.headers['cache-control'], 'no-cache');
    const [script = ''] = page.body.match(/\/assets\/[\w.-]+\.js/) ?? [];
    const answer = await fetchRaw(lab.urls.page, script, { headers: { 'Accept-Encoding': 'br' } });
    assert.equal(answer.headers['cache-control'], 'public, max-age=31536000, immutable');
    assert.equal(answer.headers['content-encoding'], 'br');
  });

  it('needs no more than 40 KB of compressed script for the demo, and no chart', async (t) => {
    const lab = await startLab(t);
    const { body } = await fetchRaw(lab.urls.page, '/');
    const scripts = [...body.matchAll(/\/assets\/[\w.-]+\.js/g)].map(([path]) => path);
    const gzip = { headers: { 'Accept-Encoding': 'gzip' } };
    const sizes = await Promise.all(
      scripts.map(async (path) => (await fetchRaw(lab.urls.page, path, gzip)).headers['content-length']),
    );
    assert.ok(sizes.length > 1);
    assert.ok(sizes.map(Number).reduce((sum, size) => sum + size) < 40_000, sizes.join());
    assert.doesNotMatch(body, /uplot/);
    assert.match((await fetchRaw(lab.urls.page, '/board')).body, /\/assets\/uplot-[\w-]+\.js/);
  });

  it('answers GET /healthz with JSON that is not stored', async (t) => {
    const lab = await startLab(t);
    const { status, headers, body } = await fetchRaw(lab.urls.page, '/healthz');
    assert.equal(status, 200);
    assert.equal(headers['cache-control'], 'no-store');
    assert.deepEqual(JSON.parse(body), { status: 'ok' });
  });

  it('serves no key, no certificate and no source', async (t) => {
    const lab = await startLab(t);
    for (const path of [
      '/certs/ca-key.pem',
      '/../certs/ca-key.pem',
      '/%2e%2e/%2e%2e/certs/ca.pem',
      '/server/main.ts',
      '/package.json',
      '/.gitignore',
    ]) {
      assert.equal((await fetchRaw(lab.urls.page, path)).status, 404, path);
    }
  });
});

describe('The page in development', () => {
  it('is served from its source, hot reload on the same port, and nothing beside it', async (t) => {
    const lab = await startLab(t, { dev: true });
    const page = await fetchRaw(lab.urls.page, '/');
    assert.match(page.body, /\/@vite\/client/);
    assert.match(page.body, /demo\/main\.ts/);
    assert.match(String(page.headers['content-security-policy']), /script-src 'self'(;|$)/);

    const { body: chart } = await fetchRaw(lab.urls.page, '/board/chart.ts');
    const [, library = ''] = chart.match(/import uPlot from "([^"]+)"/) ?? [];
    assert.equal((await fetchRaw(lab.urls.page, library)).status, 200, library);

    const client = await fetchRaw(lab.urls.page, '/@vite/client');
    const [, token = ''] = client.body.match(/wsToken = "([^"]+)"/) ?? [];
    const hotReload = await connect(t, `${lab.urls.webSocket}?token=${token}`, {}, 'vite-hmr');
    assert.equal(await hotReload.next(), '{"type":"connected"}');
    const ours = await connect(t, lab.urls.webSocket);
    ours.send('{}');
    assert.equal((await ours.closed).code, 1011);

    for (const file of [
      'certs/ca-key.pem',
      'certs/ca.pem?raw',
      'package.json',
      'server/main.ts',
      'server/main.ts?import&raw',
    ]) {
      assert.equal((await fetchRaw(lab.urls.page, `/@fs${projectRoot}/${file}`)).status, 403, file);
    }
  });

  it('answers a hot reload handshake on any other path with 404', async (t) => {
    const lab = await startLab(t, { dev: true });
    await assert.rejects(connect(t, `${lab.urls.webSocket}elsewhere`, {}, 'vite-hmr'), /404/);
  });
});
