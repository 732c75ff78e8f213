/** Targets that are no healthy WebSocket server: never a pass, and the reason in words. */
import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer as createHttpServer } from 'node:http';
import { createServer, type Server, type Socket } from 'node:net';
import { describe, it, type TestContext } from 'node:test';
import { checks } from '../../src/checks/index.ts';
import { judge } from '../../src/run/report.ts';
import { run } from '../../src/run/runner.ts';
import { ALICE } from '../../zoo/accounts.ts';
import { findAnimal } from '../../zoo/index.ts';
import { targetOf } from '../../zoo/target.ts';
import { command } from '../support/command.ts';
import { zoo } from '../support/zoo.ts';

async function listen(t: TestContext, server: Server): Promise<string> {
  const sockets = new Set<Socket>();
  server.on('connection', (socket) => {
    sockets.add(socket);
    socket.on('error', () => {});
  });
  t.after(() => {
    server.close();
    for (const socket of sockets) socket.destroy();
  });
  await once(server.listen(0, '127.0.0.1'), 'listening');
  const address = server.address();
  assert.ok(typeof address === 'object' && address !== null);
  return `ws://127.0.0.1:${address.port}/`;
}

/** Answers every connection's first bytes with a text. */
const says = (text: string, ends = false) =>
  createServer((socket) => {
    socket.once('data', () => (ends ? socket.end(text) : socket.write(text)));
  });

const switching = 'HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n';

const targets: readonly {
  readonly what: string;
  readonly server: () => Server;
  readonly exitCode: number;
  readonly reason: RegExp;
}[] = [
  {
    what: 'one that says nothing',
    server: () => createServer(() => {}),
    exitCode: 3,
    reason: /said nothing\. Look at url/,
  },
  {
    what: 'one that hangs up',
    server: () => createServer((socket) => socket.destroy()),
    exitCode: 3,
    reason: /Look at url/,
  },
  {
    what: 'one that speaks no HTTP',
    server: () => says('220 mail.example ESMTP\r\n\r\n'),
    exitCode: 3,
    reason: /speaks no HTTP/,
  },
  {
    what: 'a page',
    server: () => createHttpServer((_, response) => response.end('<h1>hello</h1>')),
    exitCode: 3,
    reason: /no WebSocket at this address/,
  },
  {
    what: 'one that knows no such path',
    server: () => says('HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\n\r\n'),
    exitCode: 3,
    reason: /no WebSocket at this path/,
  },
  {
    what: 'one that refuses',
    server: () => says('HTTP/1.1 401 Unauthorized\r\nContent-Length: 0\r\n\r\n'),
    exitCode: 3,
    reason: /HTTP 401.*Look at credential/s,
  },
  {
    what: 'one whose answer has no end',
    server: () => says('HTTP/1.1 101 Switching'),
    exitCode: 3,
    reason: /said nothing/,
  },
  {
    what: 'one with a wrong accept',
    server: () => says(`${switching}Sec-WebSocket-Accept: aGVsbG8=\r\n\r\n`),
    exitCode: 1,
    reason: /wrong Sec-WebSocket-Accept/,
  },
];

describe('A target', { concurrency: 10 }, () => {
  for (const { what, server, exitCode, reason } of targets) {
    it(`that is ${what} ends with exit code ${exitCode} and the reason`, async (t) => {
      const url = await listen(t, server());
      const { exitCode: found, out } = await command([
        url,
        '--dialect',
        'bearer-header',
        '--credential-value',
        ALICE,
      ]);
      assert.equal(found, exitCode, out);
      assert.match(out, reason);
      assert.doesNotMatch(out, /^pass/m);
    });
  }

  it('at which nothing listens ends with exit code 3', async (t) => {
    const server = createServer();
    const url = await listen(t, server);
    server.close();
    const { exitCode, out } = await command([url, '--dialect', 'none']);
    assert.equal(exitCode, 3);
    assert.match(out, /Nothing listens there\. Look at url/);
  });

  it('without TLS behind a wss URL ends with exit code 3', async (t) => {
    const url = await listen(t, says('HTTP/1.1 400 Bad Request\r\n\r\n', true));
    const { exitCode, out } = await command([url.replace('ws:', 'wss:'), '--dialect', 'none']);
    assert.equal(exitCode, 3);
    assert.match(out, /no TLS behind this port/);
  });

  it('that wants another credential ends with exit code 3, and what was sent and came', async (t) => {
    const server = await zoo(t, { carrier: 'message' });
    const dialect = '{"carrier":"message","first":"{\\"token\\":\\"$CREDENTIAL\\"}","in":"welcome"}';
    const { exitCode, out } = await command([
      server.url,
      '--dialect',
      dialect,
      '--credential-value',
      'wrong-wrong-wrong',
    ]);
    assert.equal(exitCode, 3);
    assert.match(
      out,
      /close 3000 "unauthorized".*Nothing that came contains "welcome".*Look at credential, at dialect\.in, and at dialect\.first/s,
    );
  });

  it('that never ends ends within --timeout with exit code 3', async (t) => {
    const url = await listen(
      t,
      createServer(() => {}),
    );
    const started = performance.now();
    const { exitCode, out } = await command([url, '--dialect', 'none', '--timeout', '1']);
    assert.equal(exitCode, 3);
    assert.match(out, /Not decided within 1 s/);
    assert.ok(performance.now() - started < 5000);
  });

  it('that ends under a check is named for that, and passes nothing afterwards', async (t) => {
    const { rules } = await findAnimal('survives-garbage');
    const server = await zoo(t, { carrier: 'message', rules });
    const report = await run({
      target: targetOf(server),
      checks,
      jobs: 8,
      timeoutMs: 60_000,
      loopback: true,
    });
    const passed = report.checks.filter(({ verdict }) => verdict === 'pass').map(({ id }) => id);
    assert.deepEqual(passed, ['handshake-accept']);
    assert.equal(judge(report, [], false).exitCode, 1);
  });
});
