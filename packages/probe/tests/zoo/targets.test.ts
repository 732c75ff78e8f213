/** Targets that are no healthy WebSocket server: never a pass, and the reason in words. */
import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer as createHttpServer } from 'node:http';
import { createServer, type Server, type Socket } from 'node:net';
import path from 'node:path';
import { describe, it, type TestContext } from 'node:test';
import type { Check } from '../../src/checks/check.ts';
import { checks } from '../../src/checks/index.ts';
import { UsageError } from '../../src/config/usage-error.ts';
import { type CheckReport, judge } from '../../src/run/report.ts';
import { run } from '../../src/run/runner.ts';
import { ALICE } from '../../zoo/accounts.ts';
import { findAnimal } from '../../zoo/index.ts';
import { healthy, httpRefusal, type Rules } from '../../zoo/rules.ts';
import { startZoo, type ZooServer } from '../../zoo/server.ts';
import { targetOf } from '../../zoo/target.ts';
import { command, readJson, temporaryFolder } from '../support/command.ts';

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
    const server = await startZoo({ carrier: 'message' });
    t.after(() => server.close());
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
    const server = await startZoo({ carrier: 'message', rules });
    t.after(() => server.close());
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

describe('A run', { concurrency: 4 }, () => {
  const broken: Check = {
    ...checkOf('close-answered'),
    id: 'broken',
    run: async () => {
      throw new TypeError('a fault of the probe');
    },
  };

  it('takes a fault of its own for no verdict', async (t) => {
    const server = await startZoo({ carrier: 'header' });
    t.after(() => server.close());
    const target = targetOf(server);
    const report = await run({ target, checks: [broken], jobs: 1, timeoutMs: 30_000, loopback: true });
    assert.equal(report.checks[0]?.verdict, 'inconclusive');
    assert.match(report.checks[0]?.summary ?? '', /probe itself failed.*a fault of the probe/);
    assert.equal(judge(report, [], false).exitCode, 3);
  });

  it('does not take a server that died for one that ended a session', async (t) => {
    const server = await startZoo({ carrier: 'header' });
    t.after(() => server.close());
    const target = { ...targetOf(server), revoke: () => server.close() };
    const report = await only(server, 'revocation', target);
    assert.equal(report?.verdict, 'inconclusive');
    assert.match(report?.summary ?? '', /did not answer any more: no connection/);
  });

  it('takes no pass from a message that is refused for what it is, and not for its length', async (t) => {
    const server = await startZoo({
      carrier: 'header',
      rules: {
        mostOfMessage: Number.POSITIVE_INFINITY,
        message: (client, text) => {
          try {
            JSON.parse(text);
          } catch {
            return client.close(1003, 'no JSON');
          }
          client.answer(text);
        },
      },
    });
    t.after(() => server.close());
    const report = await only(server, 'message-size');
    assert.equal(report?.verdict, 'fail', report?.summary);
  });

  it('takes no limit of guesses from words that differ each time', async (t) => {
    let count = 0;
    const server = await startZoo({
      carrier: 'message',
      rules: {
        mostFailures: Number.POSITIVE_INFINITY,
        reject: (client) => client.close(3000, `failure ${count++}`),
      },
    });
    t.after(() => server.close());
    const report = await only(server, 'guess-limit');
    assert.equal(report?.verdict, 'fail', report?.summary);
  });

  it('counts for a race those clients only that were answered themselves', async (t) => {
    const [{ rules: broadcasts }, { rules: waits }] = await Promise.all([
      findAnimal('early-broadcast'),
      findAnimal('retry-on-connection'),
    ]);
    const server = await startZoo({
      carrier: 'message',
      rules: {
        ...waits,
        ...broadcasts,
        message: (_, text, everybody) => {
          for (const other of everybody) other.send(`{"user":"alice","msg":${text.slice(7)}`);
        },
      },
    });
    t.after(() => server.close());
    const target = targetOf(server);
    const dialect = { carrier: 'message', first: '{"token":"$CREDENTIAL"}', subprotocols: [] } as const;
    const report = await only(server, 'ticket-race', { ...target, dialect });
    assert.equal(report?.verdict, 'pass', report?.summary);
  });

  it('says nothing of a credential that may stand in an answer by chance, and sends nothing then', async (t) => {
    const server = await startZoo({
      carrier: 'header',
      rules: { check: (credential) => (credential === 'short' ? 'alice' : undefined) },
    });
    t.after(() => server.close());
    const credential = async () => 'short';
    const report = await only(server, 'credential-reflected', { ...targetOf(server), credential });
    assert.deepEqual([report?.verdict, report?.evidence.length], ['n.a.', 0]);
  });

  it('names a server that ended and was started anew before the next client came', async (t) => {
    let restarted: Promise<ZooServer> | undefined;
    const { promise: asked, resolve: askAgain } = withResolvers();
    const server = await startZoo({
      carrier: 'header',
      rules: {
        failed: (zoo, where) => {
          if (where !== 'connection' || restarted) return;
          zoo.crash();
          const port = Number(new URL(server.url).port);
          restarted = asked.then(() => startZoo({ carrier: 'header', port }));
        },
      },
    });
    t.after(async () => {
      await server.close();
      askAgain();
      await (await restarted)?.close();
    });
    let callsSince = 0;
    // The first client after the end finds nobody, and the second a server as if nothing had been.
    const credential = async () => {
      if (restarted && ++callsSince === 2) {
        askAgain();
        await restarted;
      }
      return ALICE;
    };
    const report = await only(server, 'survives-reset', { ...targetOf(server), credential });
    assert.equal(report?.verdict, 'fail', report?.summary);
  });

  it('keeps its report when the command of a credential fails in the middle', async (t) => {
    const server = await startZoo({ carrier: 'header' });
    t.after(() => server.close());
    for (const good of [0, 2, 4, 6]) {
      let given = 0;
      const credential = async () => {
        if (given++ < good) return ALICE;
        throw new UsageError('credential.command: node ended with exit code 7.');
      };
      const report = await run({
        target: { ...targetOf(server), credential },
        checks: checks.filter(({ id }) => ['close-answered', 'handshake-method'].includes(id)),
        jobs: 1,
        timeoutMs: 30_000,
        loopback: true,
      });
      const undecided = report.checks.filter(({ verdict }) => verdict === 'inconclusive');
      assert.ok(undecided.length > 0, `after ${good}`);
      for (const { summary } of undecided) assert.match(summary, /node ended with exit code 7/);
      assert.equal(judge(report, [], false).exitCode, 3);
    }
  });

  it('with a fault of the program ends with exit code 3, not with that of a failure, and its stack', async () => {
    const args = ['ws://localhost:1/', '--dialect', 'none', '--only', 'close-answered'];
    const thrower = () => {
      throw new TypeError('a fault of the probe');
    };
    const { exitCode, err } = await command(args, { told: thrower });
    assert.equal(exitCode, 3);
    assert.match(err, /TypeError: a fault of the probe\n +at /);
  });

  it('that is interrupted leaves a report that says so', async (t) => {
    const folder = await temporaryFolder(t);
    const { rules } = await findAnimal('deadline');
    const server = await startZoo({ carrier: 'message', rules });
    t.after(() => server.close());
    const interruption = new AbortController();
    const ended = await command(
      [
        ...[server.url, '--credential-value', ALICE, '--json', 'report.json', '--junit', 'report.xml'],
        ...['--dialect', '{"carrier":"message","first":"{\\"token\\":\\"$CREDENTIAL\\"}","in":"welcome"}'],
        ...['--only', 'handshake-accept,deadline'],
      ],
      {
        cwd: folder,
        signal: interruption.signal,
        told: (text) => {
          if (text.startsWith('pass')) interruption.abort();
        },
      },
    );
    assert.equal(ended.exitCode, 3);
    assert.match(ended.out, /interrupted/);
    const report = await readJson(path.join(folder, 'report.json'));
    assert.equal(report.interrupted, true);
    assert.deepEqual(
      report.checks.map(({ id, verdict }: { id: string; verdict: string }) => [id, verdict]),
      [
        ['handshake-accept', 'pass'],
        ['deadline', 'inconclusive'],
      ],
    );
  });

  it('takes an answer with a word of refusal in it for one, where honest clients get such', async (t) => {
    const server = await startZoo({
      carrier: 'header',
      rules: {
        message: (client, text) => client.send(`{"error":null,"answer":${text}}`),
        isVersion: () => true,
      },
    });
    t.after(() => server.close());
    const some = checks.filter(({ id }) => ['handshake-version', 'close-answered'].includes(id));
    const target = { ...targetOf(server), answer: '$NONCE' };
    const report = await run({ target, checks: some, jobs: 4, timeoutMs: 30_000, loopback: true });
    assert.deepEqual(
      report.checks.map(({ verdict }) => verdict),
      ['fail', 'pass'],
    );
  });

  it('tries again where the server is full, and never takes that for a refusal', async (t) => {
    let open = 0;
    const server = await startZoo({
      carrier: 'header',
      rules: {
        isVersion: () => true,
        // Three at once: the others are told to come later.
        check: async (credential, accounts) => {
          open++;
          await new Promise((resolve) => setTimeout(resolve, 20));
          const isFull = open > 3;
          open--;
          return isFull ? undefined : accounts.take(String(credential));
        },
        refuse: (socket, status) =>
          void socket.end(
            `HTTP/1.1 ${status === 401 ? 503 : status} No\r\nConnection: close\r\nContent-Length: 0\r\n\r\n`,
          ),
      },
    });
    t.after(() => server.close());
    const some = checks.filter(({ id }) => id === 'handshake-version');
    const report = await run({
      target: targetOf(server),
      checks: some,
      jobs: 1,
      timeoutMs: 60_000,
      loopback: true,
    });
    assert.equal(report.checks[0]?.verdict, 'fail');
    assert.match(report.checks[0]?.summary ?? '', /version 8.*14.*0x0d.*13\.0.*no version/);
  });

  it('takes no limit of attempts for a server that serves nobody any more', async (t) => {
    let limitedUntil = 0;
    const server = await startZoo({
      carrier: 'header',
      rules: {
        violation: (frame) => {
          const code = healthy.violation(frame);
          if (code !== undefined) limitedUntil = performance.now() + 1000;
          return code;
        },
        check: (credential, accounts) =>
          performance.now() < limitedUntil ? undefined : accounts.take(String(credential)),
        refuse: (socket) => void socket.end(httpRefusal(429, '', ['Retry-After: 1', 'Connection: close'])),
      },
    });
    t.after(() => server.close());
    const report = await only(server, 'survives-frames');
    assert.notEqual(report?.verdict, 'fail', report?.summary);
  });

  it('names a server that ended together with what gives out its credentials', async (t) => {
    let isGone = false;
    const { rules } = await findAnimal('survives-garbage');
    const failed: Rules['failed'] = (zoo) => {
      isGone = true;
      zoo.crash();
    };
    const server = await startZoo({ carrier: 'header', rules: { ...rules, failed } });
    t.after(() => server.close());
    const credential = async () => {
      if (isGone) throw new UsageError('credential.command: node ended with exit code 7.');
      return ALICE;
    };
    const report = await only(server, 'survives-garbage', { ...targetOf(server), credential });
    assert.equal(report?.verdict, 'fail', report?.summary);
    assert.match(report.summary, /nothing listened any more/);
  });

  it('hears that a credential which begins rightly is refused in other words', async (t) => {
    const server = await startZoo({
      carrier: 'message',
      rules: {
        reject: (client, credential) =>
          client.close(3000, String(credential).startsWith(ALICE.slice(0, 5)) ? 'expired' : 'unknown'),
      },
    });
    t.after(() => server.close());
    const report = await only(server, 'oracle-close');
    assert.equal(report?.verdict, 'fail', report?.summary);
  });

  it('finds a comparison of the end of a credential, too', async (t) => {
    for (const check of [
      (credential: string) => credential.endsWith(ALICE),
      (credential: string) => credential.length > 10 && ALICE.endsWith(credential),
    ]) {
      const server = await startZoo({
        carrier: 'header',
        rules: { check: (credential) => (check(String(credential)) ? 'alice' : undefined) },
      });
      t.after(() => server.close());
      const report = await only(server, 'credential-prefix');
      assert.equal(report?.verdict, 'fail', report?.summary);
    }
  });

  it('tries an early message again where a busy server ended the connection late', async (t) => {
    let isBusy = true;
    const { rules } = await findAnimal('early-message');
    const server = await startZoo({
      carrier: 'message',
      rules: {
        ...rules,
        // The first check of a message behind another comes after the deadline.
        check: async (credential, accounts) => {
          if (isBusy && credential === ALICE && isEarly) {
            isBusy = false;
            await new Promise((resolve) => setTimeout(resolve, 1500));
          }
          return accounts.take(String(credential));
        },
        early: (client, text) => {
          isEarly ||= client.state === 'waiting' && !text.includes('"token"');
          return rules.early?.(client, text) ?? 'queue';
        },
      },
    });
    let isEarly = false;
    t.after(() => server.close());
    const report = await only(server, 'early-message');
    assert.equal(isBusy, false);
    assert.equal(report?.verdict, 'fail', report?.summary);
  });

  it('counts only failures that the baseline does not list, and lines of it that fail no longer', async (t) => {
    const server = await startZoo({ carrier: 'header', rules: (await findAnimal('refusal-final')).rules });
    t.after(() => server.close());
    const target = targetOf(server);
    const some = checks.filter(({ id }) => ['refusal-final', 'refusal-told', 'close-answered'].includes(id));
    const report = await run({ target, checks: some, jobs: 4, timeoutMs: 30_000, loopback: true });
    assert.equal(judge(report, [], false).exitCode, 0, 'a SHOULD does not count');
    assert.equal(judge(report, [], true).exitCode, 1, 'with --strict it does');
    assert.equal(judge(report, ['refusal-final'], true).exitCode, 0);
    assert.deepEqual(judge(report, ['refusal-final', 'refusal-told'], true).stale, ['refusal-told']);
    assert.equal(judge(report, ['refusal-told'], false).exitCode, 1);
  });
});

function checkOf(id: string): Check {
  const found = checks.find((check) => check.id === id);
  assert.ok(found);
  return found;
}

async function only(
  server: ZooServer,
  id: string,
  target = targetOf(server),
): Promise<CheckReport | undefined> {
  const report = await run({
    target,
    checks: checks.filter((check) => check.id === id),
    jobs: 1,
    timeoutMs: 90_000,
    loopback: true,
  });
  assert.equal(report.problem, undefined);
  return report.checks[0];
}

function withResolvers() {
  let resolve = () => {};
  const promise = new Promise<void>((done) => {
    resolve = done;
  });
  return { promise, resolve };
}
