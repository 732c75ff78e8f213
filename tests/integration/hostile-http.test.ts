import assert from 'node:assert/strict';
import { once } from 'node:events';
import { connect as connectTcp } from 'node:net';
import { describe, it } from 'node:test';
import { attack } from '../support/attacker.ts';
import { startStandalone } from '../support/auth.ts';
import { fetchRaw } from '../support/http.ts';
import { startLab } from '../support/lab.ts';
import { run } from '../support/program.ts';

describe('A request that is no upgrade', { concurrency: true, timeout: 30_000 }, () => {
  it('gets no stack and no path of this machine for an error', async (t) => {
    const lab = await startLab(t);
    const { status, body } = await fetchRaw(lab.urls.page, '/trace/%ff');
    assert.equal(status, 400);
    assert.equal(body, 'Bad Request');
    assert.deepEqual(lab.logged, [], 'what clients get wrong is no error of ours');
  });

  const odd: Record<string, { request: string; status: number }> = {
    'a path that is not encoded rightly': { request: 'GET /%c0%ff%', status: 404 },
    'a path up and out': { request: 'GET /..%2f..%2fpackage.json', status: 404 },
    'an absolute target of another host': { request: 'GET https://elsewhere.example/x', status: 404 },
    'HEAD for a stream': { request: `HEAD /trace/${'0'.repeat(32)}`, status: 405 },
    'OPTIONS *': { request: 'OPTIONS *', status: 404 },
    CONNECT: { request: 'CONNECT localhost:1', status: 404 },
    'a range that ends before it begins': { request: 'GET /\nRange: bytes=10-5', status: 200 },
    'a range beyond all numbers': { request: 'GET /\nRange: bytes=9007199254740993-', status: 200 },
    'an expectation': { request: 'GET /\nExpect: miracles', status: 417 },
    'a body that is announced and never comes': { request: 'POST /nowhere\nContent-Length: 9', status: 404 },
    'a thousand headers': { request: `GET /healthz${'\na: b'.repeat(1000)}`, status: 431 },
    'a second Host': { request: 'GET /healthz\nHost: localhost', status: 400 },
    'an absolute target': { request: 'GET https://localhost/healthz', status: 404 },
    'a path with two slashes': { request: 'GET //healthz', status: 404 },
    'another method for a file': { request: 'PUT /favicon.svg', status: 404 },
  };
  for (const [what, { request, status }] of Object.entries(odd)) {
    it(`gets ${status} for ${what}`, async (t) => {
      const lab = await startLab(t);
      const [line, ...headers] = request.split('\n');
      const attacker = await attack(t, lab.port);
      attacker.write(
        [`${line} HTTP/1.1`, 'Host: localhost', 'Connection: close', ...headers, '', ''].join('\r\n'),
      );
      const answer = (await attacker.ended).toString('latin1');
      assert.match(answer, new RegExp(`^HTTP/1.1 ${status} `));
      assert.doesNotMatch(answer, /node_modules/);
      assert.equal((await fetchRaw(lab.urls.page, '/healthz')).status, 200);
    });
  }
});

describe('The Host of a request that is no upgrade', { concurrency: true, timeout: 30_000 }, () => {
  for (const host of [
    'user@localhost',
    'localhost/x',
    'a b',
    '',
    'localhost;',
    "localhost' evil",
    '[::1',
    'x:123456',
  ]) {
    it(`is a name or an address, perhaps with a port: "${host}" gets 400 from every server`, async (t) => {
      const lab = await startLab(t);
      const auth = await startStandalone(t);
      for (const { port, tls } of [
        { port: lab.port, tls: true },
        { port: lab.port, tls: false },
        { port: Number(new URL(auth).port), tls: true },
      ]) {
        const attacker = await attack(t, port, { tls });
        attacker.write(`GET /healthz HTTP/1.1\r\nHost: ${host}\r\n\r\n`);
        assert.match(
          (await attacker.ended).toString('latin1'),
          /^HTTP\/1.1 400 .*\r\nConnection: close\r\n/s,
        );
      }
    });
  }

  it('may be missing in HTTP/1.0, as health checks send it', async (t) => {
    const lab = await startLab(t);
    const probe = await attack(t, lab.port);
    probe.write('GET /healthz HTTP/1.0\r\n\r\n');
    assert.match((await probe.ended).toString('latin1'), /^HTTP\/1.1 200 /);
  });
});

describe('Requests that are pipelined', { concurrency: true, timeout: 30_000 }, () => {
  const get = (path: string) => `GET ${path} HTTP/1.1\r\nHost: localhost\r\n\r\n`;

  it('are answered in their order, up to a hundred of a connection', async (t) => {
    const lab = await startLab(t);
    const client = await attack(t, lab.port);
    const paths = Array.from({ length: 100 }, (_, index) => (index % 2 === 0 ? '/healthz' : '/favicon.svg'));
    client.write(paths.map(get).join(''));
    const typesOf = (answers: Buffer) =>
      [...answers.toString('latin1').matchAll(/\r\nContent-Type: ([\w/]+)/g)].map(([, type]) => type);
    const received = await client.untilBytes((answers) => typesOf(answers).length === paths.length);
    assert.deepEqual(
      typesOf(received),
      paths.map((path) => (path === '/healthz' ? 'application/json' : 'image/svg')),
    );
    client.write(get('/healthz'));
    await client.ended;
  });

  it('end the connection if there are thousands, and the server goes on', async (t) => {
    const lab = await startLab(t);
    const attacker = await attack(t, lab.port);
    attacker.write(get('/').repeat(2000));
    const answers = (await attacker.ended).toString('latin1').match(/HTTP\/1\.1 200/g) ?? [];
    assert.ok(answers.length <= 100, `${answers.length} were answered`);
    assert.equal((await fetchRaw(lab.urls.page, '/healthz')).status, 200);
  });
});

describe('A process that may open no more files', { timeout: 60_000 }, () => {
  it('turns clients away and lives', { skip: process.platform === 'win32' }, async (t) => {
    const program = run(
      t,
      'server/main.ts',
      ['--port', '0', '--demo', '--log-level', 'silent'],
      {},
      {
        openFiles: 64,
      },
    );
    const [, page = ''] = await program.until(/Page +(\S+)/);
    const port = Number(new URL(page).port);
    assert.equal((await fetchRaw(page, '/favicon.svg')).status, 200);
    const readers = await Promise.all(Array.from({ length: 10 }, () => attack(t, port)));
    const hoard = Array.from({ length: 150 }, () => connectTcp({ port, host: '127.0.0.1' }));
    for (const socket of hoard) socket.on('error', () => {});
    // Clients that could not be let in any more were accepted and closed.
    await Promise.race(hoard.map((socket) => once(socket, 'close')));
    // The page needs no descriptor any more.
    for (const reader of readers) reader.write('GET /favicon.svg HTTP/1.1\r\nHost: localhost\r\n\r\n');
    await Promise.all(readers.map((reader) => reader.until(/^HTTP\/1.1 200 .*<\/svg>/s)));
    for (const socket of hoard) socket.destroy();
    await Promise.all(hoard.map((socket) => socket.closed || once(socket, 'close')));
    // The server notices each end after a while, and turns clients away until then.
    const answered = async () =>
      (await fetchRaw(page, '/favicon.svg').catch(() => undefined))?.status === 200;
    while (!(await answered())) t.signal.throwIfAborted();
    assert.equal(program.child.exitCode, null);
  });
});
