/** Verdicts that a simpler probe would get wrong. */
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { checks } from '../../src/checks/index.ts';
import { run } from '../../src/run/runner.ts';
import { ALICE } from '../../zoo/accounts.ts';
import { findAnimal } from '../../zoo/index.ts';
import { targetOf } from '../../zoo/target.ts';
import { only, zoo } from '../support/zoo.ts';

describe('The probe', { concurrency: 4 }, () => {
  it('takes no pass from a message that is refused for what it is, and not for its length', async (t) => {
    const server = await zoo(t, {
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
    const report = await only(server, 'message-size');
    assert.equal(report?.verdict, 'fail', report?.summary);
  });

  it('takes no limit of guesses from words that differ each time', async (t) => {
    let count = 0;
    const server = await zoo(t, {
      carrier: 'message',
      rules: {
        mostFailures: Number.POSITIVE_INFINITY,
        reject: (client) => client.close(3000, `failure ${count++}`),
      },
    });
    const report = await only(server, 'guess-limit');
    assert.equal(report?.verdict, 'fail', report?.summary);
  });

  it('counts for a race those clients only that were answered themselves', async (t) => {
    const [{ rules: broadcasts }, { rules: waits }] = await Promise.all([
      findAnimal('early-broadcast'),
      findAnimal('retry-on-connection'),
    ]);
    const server = await zoo(t, {
      carrier: 'message',
      rules: {
        ...waits,
        ...broadcasts,
        message: (_, text, everybody) => {
          for (const other of everybody) other.send(`{"user":"alice","msg":${text.slice(7)}`);
        },
      },
    });
    const target = targetOf(server);
    const dialect = { carrier: 'message', first: '{"token":"$CREDENTIAL"}', subprotocols: [] } as const;
    const report = await only(server, 'ticket-race', { ...target, dialect });
    assert.equal(report?.verdict, 'pass', report?.summary);
  });

  it('says nothing of a credential that may stand in an answer by chance, and sends nothing then', async (t) => {
    const server = await zoo(t, {
      carrier: 'header',
      rules: { check: (credential) => (credential === 'short' ? 'alice' : undefined) },
    });
    const credential = async () => 'short';
    const report = await only(server, 'credential-reflected', { ...targetOf(server), credential });
    assert.deepEqual([report?.verdict, report?.evidence.length], ['n.a.', 0]);
  });

  it('takes an answer with a word of refusal in it for one, where honest clients get such', async (t) => {
    const server = await zoo(t, {
      carrier: 'header',
      rules: {
        message: (client, text) => client.send(`{"error":null,"answer":${text}}`),
        isVersion: () => true,
      },
    });
    const some = checks.filter(({ id }) => ['handshake-version', 'close-answered'].includes(id));
    const target = { ...targetOf(server), answer: '$NONCE' };
    const report = await run({ target, checks: some, jobs: 4, timeoutMs: 30_000, loopback: true });
    assert.deepEqual(
      report.checks.map(({ verdict }) => verdict),
      ['fail', 'pass'],
    );
  });

  it('hears that a credential which begins rightly is refused in other words', async (t) => {
    const server = await zoo(t, {
      carrier: 'message',
      rules: {
        reject: (client, credential) =>
          client.close(3000, String(credential).startsWith(ALICE.slice(0, 5)) ? 'expired' : 'unknown'),
      },
    });
    const report = await only(server, 'oracle-close');
    assert.equal(report?.verdict, 'fail', report?.summary);
  });

  it('says in words that a server takes any credential', async (t) => {
    const server = await zoo(t, {
      carrier: 'header',
      rules: { check: (credential) => (credential ? 'alice' : undefined) },
    });
    const report = await only(server, 'credential-prefix');
    assert.match(
      report?.summary ?? '',
      /^Got in, and its message was answered: another one of the same shape;/,
    );
  });

  it('finds a comparison of the end of a credential, too', async (t) => {
    for (const check of [
      (credential: string) => credential.endsWith(ALICE),
      (credential: string) => credential.length > 10 && ALICE.endsWith(credential),
    ]) {
      const server = await zoo(t, {
        carrier: 'header',
        rules: { check: (credential) => (check(String(credential)) ? 'alice' : undefined) },
      });
      const report = await only(server, 'credential-prefix');
      assert.equal(report?.verdict, 'fail', report?.summary);
    }
  });

  it('tries an early message again where a busy server ended the connection late', async (t) => {
    let isBusy = true;
    const { rules } = await findAnimal('early-message');
    const server = await zoo(t, {
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
    const report = await only(server, 'early-message');
    assert.equal(isBusy, false);
    assert.equal(report?.verdict, 'fail', report?.summary);
  });
});
