import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { attack, upgradeRequest } from '../support/attacker.ts';
import { connect } from '../support/client.ts';
import { startLab } from '../support/lab.ts';

describe('The upgrade', { concurrency: true }, () => {
  const refused: Record<string, { request: string; status: number }> = {
    'an unknown path': { request: upgradeRequest('/nowhere'), status: 404 },
    'a path with two slashes': { request: upgradeRequest('//'), status: 404 },
    'an absolute target': { request: upgradeRequest('https://localhost/'), status: 404 },
    'the target *': { request: upgradeRequest('*'), status: 404 },
    'the path of a member every object has': { request: upgradeRequest('/__proto__'), status: 404 },
    'version 8': { request: upgradeRequest('/', { 'Sec-WebSocket-Version': '8' }), status: 426 },
    'version 0x0d': { request: upgradeRequest('/', { 'Sec-WebSocket-Version': '0x0d' }), status: 426 },
    'version 13.0': { request: upgradeRequest('/', { 'Sec-WebSocket-Version': '13.0' }), status: 426 },
    'version +13': { request: upgradeRequest('/', { 'Sec-WebSocket-Version': '+13' }), status: 426 },
    'two versions': { request: upgradeRequest('/', { 'Sec-WebSocket-Version': '13, 13' }), status: 426 },
    'no version': { request: upgradeRequest('/', { 'Sec-WebSocket-Version': undefined }), status: 426 },
    'no key': { request: upgradeRequest('/', { 'Sec-WebSocket-Key': undefined }), status: 400 },
    'a short key': { request: upgradeRequest('/', { 'Sec-WebSocket-Key': 'c2hvcnQ=' }), status: 400 },
    'a key that is not base64': {
      request: upgradeRequest('/', { 'Sec-WebSocket-Key': `${'!'.repeat(22)}==` }),
      status: 400,
    },
    'another protocol': { request: upgradeRequest('/', { Upgrade: 'h2c' }), status: 400 },
    'a body': { request: `${upgradeRequest('/', { 'Content-Length': '4' })}body`, status: 400 },
    'a chunked body': {
      request: `${upgradeRequest('/', { 'Transfer-Encoding': 'chunked' })}0\r\n\r\n`,
      status: 400,
    },
    POST: { request: upgradeRequest().replace('GET', 'POST'), status: 400 },
    'HTTP/1.0': { request: upgradeRequest().replace('HTTP/1.1', 'HTTP/1.0'), status: 400 },
    'no Host': { request: upgradeRequest('/', { Host: undefined }), status: 400 },
    'two Hosts': { request: upgradeRequest().replace('\r\n', '\r\nHost: other\r\n'), status: 400 },
    'headers over 16 KiB': { request: upgradeRequest('/', { 'X-Long': 'x'.repeat(17_000) }), status: 431 },
    'hot reload where there is none': {
      request: upgradeRequest('/', { 'Sec-WebSocket-Protocol': 'a b' }),
      status: 400,
    },
    'the preface of HTTP/2': { request: 'PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n', status: 400 },
    'no HTTP at all': { request: 'SSH-2.0-OpenSSH_9.2\r\n\r\n', status: 400 },
  };
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

  it('selects no subprotocol, so that none is echoed', async (t) => {
    const lab = await startLab(t);
    const attacker = await attack(t, lab.port);
    attacker.write(upgradeRequest('/', { 'Sec-WebSocket-Protocol': 'secret-token, lab.v1' }));
    const answer = await attacker.until(/\r\n\r\n/);
    assert.match(answer, /^HTTP\/1.1 101 /);
    assert.doesNotMatch(answer, /secret-token|Sec-WebSocket-Protocol/i);
  });

  it('computes Sec-WebSocket-Accept as in RFC 6455, section 1.3', async (t) => {
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

  it('redirects plain HTTP on the TLS port to https, for this host and path', async (t) => {
    const lab = await startLab(t);
    const response = await fetch(`http://127.0.0.1:${lab.port}/methods?a=1`, { redirect: 'manual' });
    assert.equal(response.status, 307);
    assert.equal(response.headers.get('location'), `https://127.0.0.1:${lab.port}/methods?a=1`);
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
      attacker.write(`GET / HTTP/1.1\r\nHost: ${host}\r\nConnection: close\r\n\r\n`);
      assert.match((await attacker.ended).toString(), /^HTTP\/1.1 400 /);
    }
  });

  it('drops a connection that says nothing at all', async (t) => {
    const lab = await startLab(t);
    const tcpOnly = await attack(t, lab.port, { tls: false });
    assert.equal((await tcpOnly.ended).length, 0);
  });
});
