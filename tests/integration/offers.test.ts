import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { ExhibitFacts } from '../../protocol/exhibits.ts';
import { methodIds } from '../../protocol/methods.ts';
import { attack, upgradeRequest } from '../support/attacker.ts';
import { startStandalone } from '../support/auth.ts';
import { startExhibits } from '../support/exhibits.ts';
import { fetchRaw } from '../support/http.ts';
import { startLab } from '../support/lab.ts';

/** `Connection` and `Upgrade` as curl --http2, Java's and Apache's clients, and some odd ones send them. */
const offers = {
  h2c: 'Connection: Upgrade, HTTP2-Settings\r\nUpgrade: h2c\r\nHTTP2-Settings: AAMAAABkAAQAAP__\r\n',
  'TLS/1.2': 'Connection: Upgrade\r\nUpgrade: TLS/1.2\r\n',
  'websocket, h2c': 'Connection: Upgrade\r\nUpgrade: websocket, h2c\r\n',
  'websocket/13': 'Connection: Upgrade\r\nUpgrade: websocket/13\r\n',
  'websocket and h2c in two fields': 'Connection: Upgrade\r\nUpgrade: websocket\r\nUpgrade: h2c\r\n',
  nothing: 'Connection: Upgrade\r\nUpgrade:\r\n',
};

/** This method's refusal of a whole handshake differs from that of an incomplete one, and no password is checked. */
const signIn = '{"user":"alice","password":1}';

const get = (path: string, fields = '', method = 'GET') =>
  `${method} ${path} HTTP/1.1\r\nHost: localhost\r\n${fields}\r\n`;

const post = (path: string, fields: string, body: string) =>
  get(path, `Content-Type: application/json\r\nContent-Length: ${body.length}\r\n${fields}`, 'POST') + body;

/** A body in two chunks. */
const postChunked = (path: string, fields: string, body: string) => {
  const chunks = [body.slice(0, 5), body.slice(5), ''].map(
    (part) => `${part.length.toString(16)}\r\n${part}\r\n`,
  );
  return (
    get(path, `Content-Type: application/json\r\nTransfer-Encoding: chunked\r\n${fields}`, 'POST') +
    chunks.join('')
  );
};

const portOf = (url: string | null | undefined) => Number(new URL(String(url)).port);

describe('An offer to upgrade to anything but websocket', { concurrency: true, timeout: 60_000 }, () => {
  for (const [offer, fields] of Object.entries(offers)) {
    it(`is answered as if it had not been made: ${offer}, on every port, with and without TLS`, async (t) => {
      const lab = await startLab(t);
      const plain = await startLab(t, { tls: false });
      const auth = await startStandalone(t);
      const { exhibits } = await startExhibits(t);
      const facts: ExhibitFacts = JSON.parse((await fetchRaw(exhibits, '/exhibits.json')).body);
      const asked: [port: number, tls: boolean, path: string, status: number][] = [
        [lab.port, true, '/', 200],
        [lab.port, true, '/healthz', 200],
        [lab.port, true, '/ws/first-message', 426],
        [lab.port, true, '/nowhere', 404],
        [lab.port, false, '/healthz', 307],
        [portOf(lab.urls.methods.get('client-certificate')), true, '/nowhere', 404],
        [plain.port, false, '/', 200],
        [plain.port, false, '/healthz', 200],
        [portOf(auth), true, '/healthz', 200],
        [portOf(auth), false, '/healthz', 307],
        [portOf(exhibits), true, '/exhibits.json', 200],
        [portOf(facts.twins), true, '/exhibits.json', 200],
        [portOf(facts.certificateTwin), true, '/nowhere', 404],
        [portOf(facts.plainTwin), false, '/nowhere', 404],
      ];
      for (const [port, tls, path, status] of asked) {
        for (const method of ['GET', 'HEAD']) {
          const client = await attack(t, port, { tls });
          client.write(get(path, fields, method));
          // It ends after the answer, since Node would drop what is pipelined behind.
          const answer = (await client.ended).toString('latin1');
          assert.match(
            answer,
            new RegExp(`^HTTP/1.1 ${status} .*\r\nConnection: [^\r]*close\r\n`, 's'),
            `${method} ${path}`,
          );
        }
      }
    });

    it(`takes nothing from the body of a request: ${offer}`, async (t) => {
      const lab = await startLab(t);
      const plain = await startLab(t, { tls: false });
      const auth = await startStandalone(t);
      for (const [port, tls] of [
        [lab.port, true],
        [plain.port, false],
        [portOf(auth), true],
      ] as const) {
        for (const write of [post, postChunked]) {
          const request = write('/auth/session', fields, signIn);
          for (const pieces of [[request], [request.slice(0, -20), request.slice(-20)]]) {
            const client = await attack(t, port, { tls });
            for (const piece of pieces) {
              await new Promise((resolve) => client.socket.write(piece, resolve));
            }
            assert.match((await client.ended).toString('latin1'), /^HTTP\/1.1 400 .*both of them strings/s);
          }
        }
      }
    });
  }

  it('lets in nothing that is pipelined behind it', async (t) => {
    const lab = await startLab(t);
    for (const [first, status] of [
      [get('/healthz', offers.h2c), 200],
      [post('/auth/session', offers.h2c, signIn), 400],
    ] as const) {
      for (const second of [upgradeRequest(), get('/metrics')]) {
        const attacker = await attack(t, lab.port);
        attacker.write(first + second);
        const answers = (await attacker.ended).toString('latin1').match(/HTTP\/1.1 \d+/g);
        assert.deepEqual(answers, [`HTTP/1.1 ${status}`]);
      }
    }
  });

  it('leaves WebSockets as they are', async (t) => {
    const lab = await startLab(t);
    for (const spelling of ['websocket', 'WebSocket', 'WEBSOCKET']) {
      const client = await attack(t, lab.port);
      client.write(upgradeRequest('/', { Upgrade: spelling }));
      await client.until(/^HTTP\/1.1 101 /);
    }
  });
});

describe('A path that takes WebSockets', { concurrency: true, timeout: 60_000 }, () => {
  it('answers every request without Upgrade with 426, and says what a proxy has to pass on', async (t) => {
    const lab = await startLab(t);
    const asked = [...lab.urls.methods.values()].map((url): [number, string] => [
      portOf(url),
      new URL(url).pathname,
    ]);
    assert.equal(asked.length, methodIds.length);
    let refused = 0;
    for (const [port, path] of [...asked, [lab.port, '/ws/query-token?token=wrong'] as const]) {
      for (const method of ['GET', 'HEAD', 'POST', 'PUT', 'OPTIONS']) {
        const client = await attack(t, port);
        client.write(get(path, 'Content-Length: 0\r\n', method));
        const answer = (await client.ended).toString('latin1');
        refused++;
        assert.match(answer, /^HTTP\/1.1 426 Upgrade Required\r\n/, path);
        assert.match(answer, /\r\nUpgrade: websocket\r\n/);
        assert.match(answer, /\r\nConnection: Upgrade, close\r\n/);
        const [, body] = answer.split('\r\n\r\n');
        if (method === 'HEAD') assert.equal(body, '');
        else
          assert.match(
            String(body),
            /a proxy on the way must pass on the header fields Upgrade and Connection/,
          );
      }
    }
    const { body } = await fetchRaw(lab.urls.page, '/metrics');
    assert.ok(body.includes(`lab_refused_total{stage="upgrade",cause="upgradeRequired"} ${refused}\n`));
  });

  it('does so for a handshake from which a proxy has removed one of the two fields', async (t) => {
    const lab = await startLab(t);
    for (const eaten of ['Upgrade', 'Connection']) {
      const client = await attack(t, lab.port);
      client.write(upgradeRequest('/ws/first-message', { [eaten]: undefined }));
      assert.match((await client.ended).toString('latin1'), /^HTTP\/1.1 426 /, eaten);
    }
  });

  it('is 404 where its method is not served, and / stays the page', async (t) => {
    const lab = await startLab(t, { demo: false, authToken: 'a-token-of-a-test-that-is-long-enough' });
    assert.equal((await fetchRaw(lab.urls.page, '/ws/query-token')).status, 404);
    assert.equal((await fetchRaw(lab.urls.page, '/ws/first-message')).status, 426);
    assert.equal((await fetchRaw(lab.urls.page, '/')).status, 200);
    assert.equal((await fetchRaw(lab.urls.page, '/WS/FIRST-MESSAGE')).status, 404);
  });

  it('says so on the ports of the exhibits, too', async (t) => {
    const { exhibits } = await startExhibits(t);
    const facts: ExhibitFacts = JSON.parse((await fetchRaw(exhibits, '/exhibits.json')).body);
    for (const [url, tls, path] of [
      [facts.twins, true, '/hijack/both'],
      [facts.certificateTwin, true, '/wrong-certificate'],
      [facts.plainTwin, false, '/tap'],
    ] as const) {
      const client = await attack(t, portOf(url), { tls });
      client.write(get(path));
      assert.match((await client.ended).toString('latin1'), /^HTTP\/1.1 426 /);
    }
  });
});
