/** A run as a whole: its own faults, an interruption, commands that fail, the baseline. */
import assert from 'node:assert/strict';
import path from 'node:path';
import { describe, it } from 'node:test';
import type { Check } from '../../src/checks/check.ts';
import { checks } from '../../src/checks/index.ts';
import { UsageError } from '../../src/config/usage-error.ts';
import { judge } from '../../src/run/report.ts';
import { run } from '../../src/run/runner.ts';
import { ALICE } from '../../zoo/accounts.ts';
import { findAnimal } from '../../zoo/index.ts';
import { targetOf } from '../../zoo/target.ts';
import { command, readJson, temporaryFolder } from '../support/command.ts';
import { checkOf, zoo } from '../support/zoo.ts';

describe('A run', { concurrency: 4 }, () => {
  const broken: Check = {
    ...checkOf('close-answered'),
    id: 'broken',
    run: async () => {
      throw new TypeError('a fault of the probe');
    },
  };

  it('takes a fault of its own for no verdict', async (t) => {
    const server = await zoo(t, { carrier: 'header' });
    const target = targetOf(server);
    const report = await run({ target, checks: [broken], jobs: 1, timeoutMs: 30_000, loopback: true });
    assert.equal(report.checks[0]?.verdict, 'inconclusive');
    assert.match(report.checks[0]?.summary ?? '', /probe itself failed.*a fault of the probe/);
    assert.equal(judge(report, [], false).exitCode, 3);
  });

  it('keeps its report when the command of a credential fails in the middle', async (t) => {
    const server = await zoo(t, { carrier: 'header' });
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
    const server = await zoo(t, { carrier: 'message', rules });
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

  it('counts only failures that the baseline does not list, and lines of it that fail no longer', async (t) => {
    const server = await zoo(t, { carrier: 'header', rules: (await findAnimal('refusal-final')).rules });
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
