import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { authServerOptions } from '../../server/auth-program/options.ts';
import { checkOptions, defaults } from '../../server/options/options.ts';
import { attack } from '../support/attacker.ts';
import { ask, introspectionSecret, keepLog, signIn, startAsking, startStandalone } from '../support/auth.ts';
import { run } from '../support/program.ts';

const page = 'https://localhost:5678';
const script = 'scripts/auth-server.ts';

describe('The auth server by itself', { concurrency: 2 }, () => {
  it('lets pages of the origins it was given sign in, fetch tickets and sign out', async (t) => {
    const url = await startStandalone(t, { allowOrigin: [page] });
    for (const path of ['/auth/session', '/auth/tickets']) {
      const preflight = await ask(url, path, {
        method: 'OPTIONS',
        headers: { Origin: page, 'Access-Control-Request-Method': 'POST' },
      });
      assert.equal(preflight.status, 204);
      assert.equal(preflight.headers['access-control-allow-origin'], page);
      assert.equal(preflight.headers['access-control-allow-credentials'], 'true');
      assert.equal(preflight.headers['access-control-allow-headers'], 'Content-Type, X-CSRF-Token');
      assert.equal(preflight.headers['access-control-allow-methods'], 'GET, POST, DELETE');
    }
    const { headers } = await signIn(url);
    const answer = await ask(url, '/auth/session', { headers: { ...headers, Origin: page } });
    assert.equal(answer.headers['access-control-allow-origin'], page);
    assert.match(answer.headers.vary ?? '', /Origin/);
  });

  it('gives permission to no other origin, however similar', async (t) => {
    const url = await startStandalone(t, { allowOrigin: [page] });
    const others = [
      'null',
      '*',
      'https://evil.example',
      `${page}.evil.example`,
      `${page}0`,
      'https://evil.localhost:5678',
      'http://localhost:5678',
      'https://localhost',
      'HTTPS://LOCALHOST:5678',
      `${page}/`,
    ];
    for (const Origin of others) {
      for (const method of ['OPTIONS', 'GET']) {
        const { headers } = await ask(url, '/auth/session', { method, headers: { Origin } });
        const allowed = Object.keys(headers).filter((name) => name.startsWith('access-control'));
        assert.deepEqual(allowed, [], Origin);
      }
    }
  });

  it('answers unknown paths with a problem, with strict headers', async (t) => {
    const url = await startStandalone(t);
    const { status, headers } = await ask(url, '/');
    assert.equal(status, 404);
    assert.equal(headers['content-type'], 'application/problem+json');
    assert.equal(headers['content-security-policy'], "default-src 'none';frame-ancestors 'none'");
    assert.equal(headers['x-content-type-options'], 'nosniff');
    assert.equal(headers['x-powered-by'], undefined);
    assert.equal((await ask(url, '/healthz')).text, '{"status":"ok"}');
  });

  it('leaves the WebSocket server without /auth, and its page with permission to ask elsewhere', async (t) => {
    const url = await startStandalone(t);
    const lab = await startAsking(t, url, keepLog().log);
    assert.equal((await ask(lab.page, '/auth/session', { method: 'POST', json: {} })).status, 404);
    const { headers, json } = await ask(lab.page, '/api/lab');
    assert.ok(typeof json === 'object' && json !== null && 'authServer' in json);
    assert.equal(json.authServer, url);
    const [, sources] = /connect-src ([^;]*)/.exec(String(headers['content-security-policy'])) ?? [];
    assert.equal(sources, `'self' ${lab.page.replace(/^http(.*)\/$/, 'ws$1')} ${url}`);
  });

  for (const signal of ['SIGINT', 'SIGTERM'] as const) {
    it(`is a program that ends with 0 on ${signal}`, async (t) => {
      const env = { INTROSPECTION_SECRET: introspectionSecret };
      const { child, until, exited, output } = run(t, script, ['--port', '0', '--demo'], env);
      const [, url = ''] = await until(/Address +(https:\S+)[\s\S]*\n\n$/);
      await signIn(url);
      child.kill(signal);
      assert.equal(await exited, 0);
      assert.match(output.stdout, /"user":"alice","msg":"signed in"/);
      assert.equal((output.stdout + output.stderr).includes(introspectionSecret), false);
    });
  }

  it('C36 has seats for so many connections per address and in all, and silent ones make room', async (t) => {
    const limits = { maxConnectionsPerAddress: 2, maxConnections: 3 };
    const url = await startStandalone(t, limits);
    const port = Number(new URL(url).port);
    const silent = (from: string) => attack(t, port, { tls: false, from });
    const hoard = [await silent('127.0.0.2'), await silent('127.0.0.2')];
    await (await silent('127.0.0.2')).ended;
    await silent('127.0.0.3');
    assert.deepEqual((await ask(url, '/healthz')).json, { status: 'ok' });
    await hoard[0]?.ended;
    assert.equal(hoard[1]?.socket.closed, false);
    const { defaults, check } = authServerOptions;
    const good = { ...defaults, demo: true, introspectionSecret };
    assert.throws(() => check({ ...good, maxConnections: 199 }), /--max-connections-per-address must not/);
  });

  it('counts no connections of a proxy, which are those of all its clients', async (t) => {
    const url = await startStandalone(t, { maxConnectionsPerAddress: 1, trustProxy: 1 });
    const port = Number(new URL(url).port);
    for (let count = 0; count < 5; count++) await attack(t, port, { tls: false });
    assert.equal((await ask(url, '/healthz')).status, 200);
  });

  it('does not start without a secret to share, or without a credential to accept', async (t) => {
    const alone = run(t, script, ['--demo'], { INTROSPECTION_SECRET: undefined });
    assert.equal(await alone.exited, 2);
    assert.match(alone.output.stderr, /INTROSPECTION_SECRET=\$\(openssl rand -hex 32\)/);
    assert.throws(() => authServerOptions.parse([], { INTROSPECTION_SECRET: introspectionSecret }), /--demo/);
    assert.throws(
      () => authServerOptions.parse(['--demo'], { INTROSPECTION_SECRET: 'short' }),
      /32 characters/,
    );
  });

  it('accepts only whole origins', () => {
    const { defaults, check } = authServerOptions;
    const good = { ...defaults, demo: true, introspectionSecret };
    for (const origin of [page, 'http://127.0.0.1:5678', 'https://[::1]:5678', 'https://example.org']) {
      check({ ...good, allowOrigin: [origin] });
    }
    for (const origin of [
      '*',
      'null',
      `${page}/`,
      'localhost:5678',
      'https://example.org:443',
      'https://*.example.org/x',
    ]) {
      assert.throws(
        () => check({ ...good, allowOrigin: [origin] }),
        /^UsageError: --allow-origin must be an origin/,
      );
    }
  });
});

describe('--auth-server', () => {
  const good = { ...defaults, introspectionSecret };

  it('must be https, or http on this machine', () => {
    for (const authServer of [
      'https://auth.example',
      page,
      'http://localhost:1',
      'http://127.0.0.1:1',
      'http://[::1]:1',
    ]) {
      assert.equal(checkOptions({ ...good, authServer }).authServer, authServer);
    }
    const wrong = [
      'auth.example',
      'http://auth.example',
      'ftp://localhost',
      `${page}/path`,
      `${page}/?q`,
      'https://u:p@localhost',
    ];
    for (const authServer of wrong) {
      assert.throws(() => checkOptions({ ...good, authServer }), /^UsageError: --auth-server must be https/);
    }
  });

  it('needs the shared secret, and excludes a token of this server’s own', () => {
    assert.throws(() => checkOptions({ ...defaults, authServer: page }), /needs INTROSPECTION_SECRET/);
    const authToken = 'k'.repeat(32);
    assert.throws(() => checkOptions({ ...good, authServer: page, authToken }), /AUTH_TOKEN contradicts/);
  });
});
