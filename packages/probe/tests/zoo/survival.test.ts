/** Servers that end, come back, or turn everybody away for a while. */
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { checks } from '../../src/checks/index.ts';
import { UsageError } from '../../src/config/usage-error.ts';
import { run } from '../../src/run/runner.ts';
import { ALICE } from '../../zoo/accounts.ts';
import { findAnimal } from '../../zoo/index.ts';
import { healthy, httpRefusal, type Rules } from '../../zoo/rules.ts';
import { startZoo, type ZooServer } from '../../zoo/server.ts';
import { targetOf } from '../../zoo/target.ts';
import { checkOf, only, withResolvers, zoo } from '../support/zoo.ts';

describe('The probe', { concurrency: 4 }, () => {
  it('does not take a server that died for one that ended a session', async (t) => {
    const server = await zoo(t, { carrier: 'header' });
    const target = { ...targetOf(server), revoke: () => server.close() };
    const report = await only(server, 'revocation', target);
    assert.equal(report?.verdict, 'inconclusive');
    assert.match(report?.summary ?? '', /did not answer any more: no connection/);
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

  it('tries again where the server is full, and never takes that for a refusal', async (t) => {
    let open = 0;
    const server = await zoo(t, {
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
    const some = checks.filter(({ id }) => id === 'handshake-version');
    const report = await run({
      target: targetOf(server),
      checks: some,
      jobs: 1,
      timeoutMs: 60_000,
      loopback: true,
    });
    assert.equal(report.checks[0]?.verdict, 'fail', report.checks[0]?.summary);
    assert.match(report.checks[0]?.summary ?? '', /version 8.*14.*0x0d.*13\.0.*no version/);
  });

  it('takes no limit of attempts for a server that serves nobody any more', async (t) => {
    let limitedUntil = 0;
    const server = await zoo(t, {
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
    const report = await only(server, 'survives-frames');
    assert.notEqual(report?.verdict, 'fail', report?.summary);
  });

  it('names a server that ends when a handshake brings no credential', async (t) => {
    const server = await zoo(t, {
      carrier: 'header',
      rules: {
        check: (credential, accounts) => {
          if (credential === undefined) void server.close();
          return accounts.take(String(credential));
        },
      },
    });
    const report = await run({
      target: targetOf(server),
      checks: [checkOf('survives-garbage')],
      jobs: 1,
      timeoutMs: 60_000,
      loopback: true,
    });
    assert.equal(report.checks[0]?.verdict, 'fail', report.checks[0]?.summary);
  });

  it('names a server that ended together with what gives out its credentials', async (t) => {
    let isGone = false;
    const { rules } = await findAnimal('survives-garbage');
    const failed: Rules['failed'] = (zoo) => {
      isGone = true;
      zoo.crash();
    };
    const server = await zoo(t, { carrier: 'header', rules: { ...rules, failed } });
    const credential = async () => {
      if (isGone) throw new UsageError('credential.command: node ended with exit code 7.');
      return ALICE;
    };
    const report = await only(server, 'survives-garbage', { ...targetOf(server), credential });
    assert.equal(report?.verdict, 'fail', report?.summary);
    assert.match(report.summary, /nothing listened any more/);
  });
});
