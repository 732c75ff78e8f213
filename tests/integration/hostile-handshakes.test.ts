import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { DEMO_TOKEN } from '../../protocol/messages.ts';
import { attack, closeFrame, upgradeRequest } from '../support/attacker.ts';
import { connect } from '../support/client.ts';
import { startLab } from '../support/lab.ts';

/** More than a server looks at. ws before 8.17.1 ended the process for it (CVE-2024-37890). */
const manyHeaders = 'a:\r\n'.repeat(2000);

/** A valid upgrade request with more headers at its end. */
const withLast = (headers: string) => upgradeRequest().replace(/\r\n$/, `${headers}\r\n\r\n`);

const refused: Record<string, { request: string; status: number }> = {
  ...refusedWith(404, {
    'an unknown path': upgradeRequest('/nowhere'),
    'a path with two slashes': upgradeRequest('//'),
    'a path that leads up': upgradeRequest('//ws/../'),
    'a path with a dot': upgradeRequest('/./'),
    'a path with a slash at its end': upgradeRequest('/ws/first-message/'),
    'an encoded slash': upgradeRequest('/ws%2ffirst-message'),
    'an encoded letter': upgradeRequest('/ws/%66irst-message'),
    'a backslash': upgradeRequest('/ws\\first-message'),
    'capital letters': upgradeRequest('/WS/FIRST-MESSAGE'),
    'a path parameter': upgradeRequest('/ws/first-message;a=b'),
    'a fragment': upgradeRequest('/#fragment'),
    'an absolute target': upgradeRequest('https://localhost/'),
    'the target *': upgradeRequest('*'),
    'the path of a member every object has': upgradeRequest('/__proto__'),
  }),
  ...refusedWith(426, {
    ...Object.fromEntries(
      ['8', '0', '14', '0x0d', '13.0', '+13', '013', '13;', '13, 13', '1 3', '13e0', '"13"', '1３'].map(
        (version) => [`version ${version}`, upgradeRequest('/', { 'Sec-WebSocket-Version': version })],
      ),
    ),
    'no version': upgradeRequest('/', { 'Sec-WebSocket-Version': undefined }),
    'an empty version': upgradeRequest('/', { 'Sec-WebSocket-Version': '' }),
    'two version headers': withLast('Sec-WebSocket-Version: 13'),
  }),
  ...refusedWith(400, {
    'no key': upgradeRequest('/', { 'Sec-WebSocket-Key': undefined }),
    'a short key': upgradeRequest('/', { 'Sec-WebSocket-Key': 'c2hvcnQ=' }),
    'a long key': upgradeRequest('/', { 'Sec-WebSocket-Key': `${'A'.repeat(24)}==` }),
    'a key that is not base64': upgradeRequest('/', { 'Sec-WebSocket-Key': `${'!'.repeat(22)}==` }),
    'a key in base64url': upgradeRequest('/', { 'Sec-WebSocket-Key': `${'-_'.repeat(11)}==` }),
    'two keys': withLast('Sec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA=='),
    'a body': `${upgradeRequest('/', { 'Content-Length': '4' })}body`,
    'a body that is awaited': upgradeRequest('/', { 'Content-Length': '4', Expect: '100-continue' }),
    'a length below nothing': upgradeRequest('/', { 'Content-Length': '-0' }),
    'a length with a sign': upgradeRequest('/', { 'Content-Length': '+0' }),
    'an empty length': upgradeRequest('/', { 'Content-Length': '' }),
    'a length beyond all numbers': upgradeRequest('/', { 'Content-Length': '9'.repeat(30) }),
    'two lengths': withLast('Content-Length: 0\r\nContent-Length: 4'),
    'a chunked body': `${upgradeRequest('/', { 'Transfer-Encoding': 'chunked' })}0\r\n\r\n`,
    'a body both chunked and measured': withLast('Transfer-Encoding: chunked\r\nContent-Length: 5'),
    'an unknown transfer encoding': upgradeRequest('/', { 'Transfer-Encoding': 'xchunked' }),
    'an empty transfer encoding': upgradeRequest('/', { 'Transfer-Encoding': '' }),
    POST: upgradeRequest().replace('GET', 'POST'),
    'a method in small letters': upgradeRequest().replace('GET', 'get'),
    'HTTP/1.0': upgradeRequest().replace('HTTP/1.1', 'HTTP/1.0'),
    'HTTP/2.0': upgradeRequest().replace('HTTP/1.1', 'HTTP/2.0'),
    'something behind the version of HTTP': upgradeRequest().replace('HTTP/1.1', 'HTTP/1.1 x'),
    'no Host': upgradeRequest('/', { Host: undefined }),
    'an empty Host': upgradeRequest('/', { Host: '' }),
    'two Hosts': upgradeRequest().replace('\r\n', '\r\nHost: other\r\n'),
    'a Host with a user': upgradeRequest('/', { Host: 'user@localhost' }),
    'a Host with a path': upgradeRequest('/', { Host: 'localhost/x' }),
    'two subprotocols of one name': upgradeRequest('/', { 'Sec-WebSocket-Protocol': 'a, a' }),
    'an empty subprotocol': upgradeRequest('/', { 'Sec-WebSocket-Protocol': 'a,,b' }),
    'hot reload where there is none': upgradeRequest('/', { 'Sec-WebSocket-Protocol': 'a b' }),
    // ws before 7.4.6 took seconds for this (GHSA-6fc8-4gx4-v693).
    'a subprotocol with 16,000 spaces': upgradeRequest('/', {
      'Sec-WebSocket-Protocol': `a${' '.repeat(16_000)}b`,
    }),
    'a header that goes on in the next line': upgradeRequest('/', { 'X-Folded': 'a\r\n b' }),
    'lines that end with LF': upgradeRequest().replaceAll('\r\n', '\n'),
    'lines that end with CR': upgradeRequest().replaceAll('\r\n', '\r'),
    'LF in a header': upgradeRequest('/', { 'X-Split': 'a\nHost: other' }),
    'CR in a header': upgradeRequest('/', { 'X-Split': 'a\rHost: other' }),
    'NUL in a header': upgradeRequest('/', { 'X-Split': 'a\0b' }),
    'a space before the colon': upgradeRequest('/', { 'X-Space ': 'b' }),
    'a header without a name': upgradeRequest('/', { '': 'b' }),
    'bytes beyond ASCII in the path': upgradeRequest('/\xff'),
    'the preface of HTTP/2': 'PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n',
    'no HTTP at all': 'SSH-2.0-OpenSSH_9.2\r\n\r\n',
    'a hundred zeros': '\0'.repeat(100),
  }),
  ...refusedWith(431, {
    'headers over 16 KiB': upgradeRequest('/', { 'X-Long': 'x'.repeat(17_000) }),
    'a target over 16 KiB': upgradeRequest(`/?${'x'.repeat(17_000)}`),
    'a hundred headers': withLast('a:\r\n'.repeat(95).trimEnd()),
    'a body announced behind 2000 headers': `${withLast(`${manyHeaders}Content-Length: 4`)}body`,
    'a second Host behind 2000 headers': withLast(`${manyHeaders}Host: other`),
    '2000 headers before those that count': upgradeRequest().replace('Host', `${manyHeaders}Host`),
  }),
};

function refusedWith(status: number, requests: Record<string, string>) {
  return Object.fromEntries(Object.entries(requests).map(([what, request]) => [what, { request, status }]));
}

/** Requests that are unusual but valid. */
const accepted: Record<string, string> = {
  'names and values in other letters': upgradeRequest('/', {
    Upgrade: undefined,
    uPGRADE: 'WebSocket',
    Connection: 'UPGRADE',
  }),
  'one token of several in Connection': upgradeRequest('/', { Connection: 'keep-alive, Upgrade' }),
  'the space that HTTP allows around a value': upgradeRequest('/', { 'Sec-WebSocket-Version': '\t 13 \t' }),
  'an empty body': upgradeRequest('/', { 'Content-Length': '0' }),
  'empty lines before the request': `\r\n\r\n${upgradeRequest()}`,
  'ninety-nine headers': withLast('a:\r\n'.repeat(94).trimEnd()),
  'an extension that makes no sense, which is not used': upgradeRequest('/', {
    'Sec-WebSocket-Extensions': 'permessage-deflate;;;=',
  }),
  'a query of 15 KiB': upgradeRequest(`/?${'&a[__proto__][b]=%'.repeat(850)}`),
  'a query that is not encoded rightly': upgradeRequest('/?a=%ff%zz%&trace=%'),
};

const inBand = ['/ws/first-message', '/ws/authenticate-message', '/ws/token-refresh'];

describe('The upgrade', { concurrency: true }, () => {
  for (const [what, { request, status }] of Object.entries(refused)) {
    it(`answers ${what} with ${status}, closes, and the server goes on`, async (t) => {
      const lab = await startLab(t);
      const attacker = await attack(t, lab.port);
      attacker.write(request);
      const answer = (await attacker.ended).toString('latin1');
      assert.match(answer, new RegExp(`^HTTP/1.1 ${status} `));
      assert.match(answer, /\r\nConnection: [^\r]*close/);
      const honest = await connect(t, lab.urls.webSocket);
      assert.equal(honest.webSocket.readyState, honest.webSocket.OPEN);
    });
  }

  for (const [what, request] of Object.entries(accepted)) {
    it(`is granted to a request with ${what}`, async (t) => {
      const lab = await startLab(t);
      const attacker = await attack(t, lab.port);
      attacker.write(request);
      assert.match(await attacker.until(/\r\n\r\n/), /^HTTP\/1.1 101 [^\n]*\r\n(?!.*Extensions)/s);
    });
  }

  for (const connection of [undefined, 'keep-alive', 'upgradex', 'up grade', 'close']) {
    it(`is not meant by a request whose Connection is ${connection}: that gets the page`, async (t) => {
      const lab = await startLab(t);
      const attacker = await attack(t, lab.port);
      attacker.write(upgradeRequest('/', { Connection: connection }));
      assert.match(await attacker.until(/\r\n\r\n/), /^HTTP\/1.1 200 /);
    });
  }

  it('is accepted on a connection that has answered a request before', async (t) => {
    const lab = await startLab(t);
    const client = await attack(t, lab.port);
    client.write('GET / HTTP/1.1\r\nHost: localhost\r\n\r\n');
    await client.until(/<\/html>/);
    client.write(upgradeRequest());
    await client.until(/<\/html>\s*HTTP\/1.1 101 /);
  });

  for (const path of ['/', '/metrics', '/healthz']) {
    it(`that is pipelined behind GET ${path} comes after the whole answer to that`, async (t) => {
      const lab = await startLab(t);
      const attacker = await attack(t, lab.port);
      attacker.write(`GET ${path} HTTP/1.1\r\nHost: localhost\r\n\r\n${upgradeRequest()}`);
      const answers = await attacker.until(/101 Switching Protocols.*\r\n\r\n$/s);
      const [head = '', body = ''] = answers.split('\r\n\r\n');
      assert.match(head, /^HTTP\/1.1 200 /);
      const length = Number(/Content-Length: (\d+)/.exec(head)?.[1]);
      assert.match(body.slice(length), /^HTTP\/1.1 101 /);
    });
  }

  it('that is pipelined behind an endless answer is refused', async (t) => {
    const lab = await startLab(t);
    const attacker = await attack(t, lab.port);
    const path = `/trace/${'0'.repeat(32)}`;
    attacker.write(`GET ${path} HTTP/1.1\r\nHost: localhost\r\n\r\n${upgradeRequest()}`);
    assert.doesNotMatch((await attacker.ended).toString('latin1'), /101 Switching/);
  });

  it('has a request that is pipelined behind it read as frames: the connection ends with 1002', async (t) => {
    const lab = await startLab(t);
    const attacker = await attack(t, lab.port);
    attacker.write(`${upgradeRequest()}GET /healthz HTTP/1.1\r\nHost: localhost\r\n\r\n`);
    const received = await attacker.ended;
    assert.equal(closeFrame(received)?.code, 1002);
    assert.doesNotMatch(received.toString('latin1'), /200 OK/);
  });

  for (const [offered, selected] of [
    ['lab.v1', 'lab.v1'],
    ['secret-token, lab.v1', 'lab.v1'],
    ['lab.v1, base64url.bearer.authorization.lab.c2VjcmV0', 'lab.v1'],
    ['secret-token', undefined],
    ['LAB.V1', undefined],
    ['lab.v10, lab.v', undefined],
    ['base64url.bearer.authorization.lab.bGFiLnYx', undefined],
  ] as const) {
    it(`C25 selects ${selected ?? 'nothing'} where ${offered} is offered, whatever the method`, async (t) => {
      const lab = await startLab(t);
      for (const path of ['/', ...inBand, `/ws/query-token?token=${DEMO_TOKEN}`]) {
        const client = await attack(t, lab.port);
        client.write(upgradeRequest(path, { 'Sec-WebSocket-Protocol': offered }));
        const answer = await client.until(/\r\n\r\n/);
        assert.match(answer, /^HTTP\/1.1 101 /);
        assert.equal(/Sec-WebSocket-Protocol: (.*)\r\n/i.exec(answer)?.[1], selected, path);
        assert.doesNotMatch(answer, /secret/);
      }
    });
  }

  it('C05 computes Sec-WebSocket-Accept as in RFC 6455, section 1.3', async (t) => {
    const lab = await startLab(t);
    const attacker = await attack(t, lab.port);
    attacker.write(upgradeRequest());
    assert.match(await attacker.until(/\r\n\r\n/), /Sec-WebSocket-Accept: s3pPLMBiTxaQ9kYGzzhZRbK\+xOo=/);
  });

  it('does not wait for a header that never ends', async (t) => {
    const lab = await startLab(t);
    const attacker = await attack(t, lab.port);
    attacker.write('GET / HTTP/1.1\r\nHost: localhost\r\n');
    assert.match((await attacker.ended).toString(), /^HTTP\/1.1 408 /);
  });

  it('refuses a plain WebSocket on the TLS port', async (t) => {
    const lab = await startLab(t);
    const attacker = await attack(t, lab.port, { tls: false });
    attacker.write(upgradeRequest());
    assert.match((await attacker.ended).toString(), /^HTTP\/1.1 400 .*wss:\/\//s);
  });

  it('redirects to no host that could carry a header or a path', async (t) => {
    const lab = await startLab(t);
    for (const host of ['evil.example/x', 'a b', 'user@evil.example', 'x:99999999']) {
      const attacker = await attack(t, lab.port, { tls: false });
      attacker.write(`GET / HTTP/1.1\r\nHost: ${host}\r\n\r\n`);
      assert.match((await attacker.ended).toString(), /^HTTP\/1.1 400 [^\0]*Connection: close/);
    }
  });

  it('drops a connection that sends nothing at all', async (t) => {
    const lab = await startLab(t);
    const tcpOnly = await attack(t, lab.port, { tls: false });
    assert.equal((await tcpOnly.ended).length, 0);
  });
});

describe('Plain HTTP on the TLS port', () => {
  for (const method of ['GET', 'HEAD', 'POST']) {
    it(`is redirected to https, for this host and path, and its connection ended at once: ${method}`, async (t) => {
      const lab = await startLab(t);
      const client = await attack(t, lab.port, { tls: false });
      const silent = await attack(t, lab.port, { tls: false });
      const body = method === 'POST' ? 'x'.repeat(300_000) : '';
      client.write(
        `${method} /methods?a=1 HTTP/1.1\r\nHost: 127.0.0.1:${lab.port}\r\nContent-Length: ${body.length}\r\n\r\n${body}`,
      );
      const answer = (await client.ended).toString('latin1');
      assert.equal(silent.socket.closed, false, 'it ends at once, and not when it has been idle for long');
      assert.match(answer, /^HTTP\/1.1 307 /);
      assert.match(answer, /\r\nConnection: close\r\n/);
      assert.ok(answer.includes(`\r\nLocation: https://127.0.0.1:${lab.port}/methods?a=1\r\n`));
    });
  }
});
