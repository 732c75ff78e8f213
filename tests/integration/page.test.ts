import assert from 'node:assert/strict';
import { hostname } from 'node:os';
import path from 'node:path';
import { describe, it } from 'node:test';
import { projectRoot } from '../../server/basics/paths.ts';
import { startStandalone } from '../support/auth.ts';
import { certificateFiles } from '../support/certificates.ts';
import { connect } from '../support/client.ts';
import { fetchRaw } from '../support/http.ts';
import { type RunningLab, startLab } from '../support/lab.ts';

describe('The page in production', { concurrency: true }, () => {
  it('comes with a content security policy that allows no inline script and connections to this host only', async (t) => {
    const lab = await startLab(t);
    const { status, headers } = await fetchRaw(lab.urls.page, '/');
    assert.equal(status, 200);
    const policy = String(headers['content-security-policy']);
    assert.match(policy, /default-src 'none'/);
    assert.match(policy, /script-src 'self'(;|$)/);
    assert.match(policy, /style-src 'self'(;|$)/);
    // Its own port by name, for browsers to which 'self' is https alone; the other is that of the client certificates.
    const { host } = new URL(lab.urls.page);
    const { host: certificates } = new URL(String(lab.urls.methods.get('client-certificate')));
    assert.equal(/connect-src ([^;]*)/.exec(policy)?.[1], `'self' wss://${host} wss://${certificates}`);
    assert.match(policy, /frame-ancestors 'none'/);
    assert.match(policy, /upgrade-insecure-requests/);
    assert.equal(headers['x-content-type-options'], 'nosniff');
    assert.equal(headers['x-powered-by'], undefined);
  });

  it('names its WebSockets by the name it was asked for, and without TLS also those behind a proxy that has TLS', async (t) => {
    const policyFor = async (page: string, Host: string) => {
      const { headers } = await fetchRaw(page, '/', { headers: { Host } });
      return /connect-src ([^;]*)/.exec(String(headers['content-security-policy']))?.[1];
    };
    const settings = { demo: false, authToken: 'a-token-of-a-test-that-is-long-enough' };
    const secure = await startLab(t, settings);
    assert.equal(await policyFor(secure.urls.page, 'lab.example:443'), "'self' wss://lab.example:443");
    // It cannot stand in a policy.
    assert.equal(await policyFor(secure.urls.page, '[::1]:1'), "'self'");
    const plain = await startLab(t, { ...settings, tls: false });
    assert.equal(
      await policyFor(plain.urls.page, 'lab.example'),
      "'self' ws://lab.example wss://lab.example",
    );
  });

  it('pins https with a known certificate, for the public name it was asked for and no other', async (t) => {
    const { certFile: cert, keyFile: key } = await certificateFiles(t);
    // It is signed by an authority, which the server takes for a known one.
    const lab = await startLab(t, { host: '0.0.0.0', cert, key });
    const auth = await startStandalone(t, { host: '0.0.0.0', cert, key });
    for (const page of [lab.urls.page, auth]) {
      const pinFor = async (Host: string) =>
        (await fetchRaw(page, '/healthz', { headers: { Host } })).headers['strict-transport-security'];
      for (const name of [
        'lab.example',
        'lab.example:5678',
        'LAB.example',
        'notlocalhost',
        'localhost.example',
      ]) {
        // Without includeSubDomains: what runs on names below it is not the lab's.
        assert.equal(await pinFor(name), 'max-age=31536000', name);
      }
      for (const name of ['localhost', 'LOCALHOST:1', 'localhost.', 'lab.localhost', 'a.b.localhost.:1']) {
        assert.equal(await pinFor(name), undefined, name);
      }
      for (const address of [
        '127.0.0.1',
        '127.9.9.9:1',
        '[::1]',
        '[::1]:1',
        '192.0.2.1',
        '[2001:db8::1]:1',
      ]) {
        assert.equal(await pinFor(address), undefined, address);
      }
    }
  });

  it('pins nothing with a certificate of its own, nor with one that is its own issuer', async (t) => {
    const { folder } = await certificateFiles(t);
    const [cert, key] = ['ca.pem', 'ca-key.pem'].map((file) => path.join(folder, file));
    const headers = { Host: 'lab.example' };
    for (const settings of [{}, { host: '0.0.0.0' }, { host: '0.0.0.0', cert, key }]) {
      const lab = await startLab(t, settings);
      const { headers: answered } = await fetchRaw(lab.urls.page, '/', { headers });
      assert.equal(answered['strict-transport-security'], undefined);
    }
  });

  it('does not upgrade requests without TLS', async (t) => {
    const plain = await startLab(t, { tls: false });
    const response = await fetch(plain.urls.page);
    assert.equal(response.headers.get('strict-transport-security'), null);
    assert.doesNotMatch(response.headers.get('content-security-policy') ?? '', /upgrade-insecure-requests/);
  });

  it('lets hashed files be cached for a year but not the page, and sends what was compressed by the build', async (t) => {
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
  it('is served from its source, with hot reload on the same port, and nothing else is served', async (t) => {
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

  it('answers for every name that the certificate is valid for, and for no foreign name that leads here', async (t) => {
    const names = ['localhost', 'lab.example', '*.class.example', '192.0.2.7'];
    const { certFile: cert, keyFile: key } = await certificateFiles(t, names);
    const brought = await startLab(t, { dev: true, cert, key });
    const wide = await startLab(t, { dev: true, host: '0.0.0.0' });
    const plain = await startLab(t, { dev: true, host: '0.0.0.0', tls: false });
    const statusOf = async (lab: RunningLab, name: string) => {
      const headers = { Host: `${name}:${lab.port}` };
      return (await fetchRaw(lab.urls.page, '/', { headers })).status;
    };
    for (const name of [
      'localhost',
      'lab.example',
      'room1.class.example',
      '192.0.2.7',
      '127.0.0.1',
      '[::1]',
    ]) {
      assert.equal(await statusOf(brought, name), 200, name);
    }
    for (const lab of [wide, plain]) {
      assert.equal(await statusOf(lab, hostname()), 200);
    }
    for (const lab of [brought, wide, plain]) {
      for (const name of ['evil.example', 'lab.example.evil.example']) {
        assert.equal(await statusOf(lab, name), 403, name);
      }
    }
  });

  it('answers a hot reload handshake on any other path with 404', async (t) => {
    const lab = await startLab(t, { dev: true });
    await assert.rejects(connect(t, `${lab.urls.webSocket}elsewhere`, {}, 'vite-hmr'), /404/);
  });
});
