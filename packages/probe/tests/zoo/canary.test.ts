/** The command as a process: no credential in what it writes or in the list of processes, and Ctrl+C leaves a report. */
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readdir, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { describe, it, type TestContext } from 'node:test';
import { fileURLToPath } from 'node:url';
import { checks } from '../../src/checks/index.ts';
import { run } from '../../src/run/runner.ts';
import { spoil } from '../../src/run/spoil.ts';
import { ALICE, BOB } from '../../zoo/accounts.ts';
import { findAnimal } from '../../zoo/index.ts';
import { startZoo } from '../../zoo/server.ts';
import { targetOf } from '../../zoo/target.ts';
import { readJson, temporaryFolder } from '../support/command.ts';

const main = fileURLToPath(new URL('../../src/main.ts', import.meta.url));
const root = fileURLToPath(new URL('../../../../', import.meta.url));

/** A line that reads what comes, and tells nothing. */
const quietly = ['node', '-e', 'process.stdin.resume()'];

function start(t: TestContext, folder: string, args: readonly string[]) {
  const child = spawn(
    process.execPath,
    ['--import', 'tsx', main, '--config', path.join(folder, 'probe.json'), ...args],
    {
      cwd: root,
      env: { ...process.env, ZOO_ALICE: ALICE, ZOO_BOB: BOB },
      stdio: ['ignore', 'pipe', 'pipe'],
      // The leader of a group, by which the processes that it starts are known.
      detached: true,
    },
  );
  t.after(() => child.kill('SIGKILL'));
  let said = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding('utf8').on('data', (text: string) => {
      said += text;
    });
  }
  return { child, exited: once(child, 'exit'), said: () => said };
}

async function configure(folder: string, url: string, origin: string): Promise<void> {
  const config = {
    url,
    origin,
    dialect: { carrier: 'message', first: '{"token":"$CREDENTIAL"}', in: 'welcome' },
    credential: { env: 'ZOO_ALICE' },
    second: { env: 'ZOO_BOB', user: 'bob' },
    user: 'alice',
    answer: '"user":"$USER","msg":"$NONCE"',
    revoke: { command: quietly },
    deadlineSeconds: 2,
    revokedWithinSeconds: 0.5,
  };
  await writeFile(path.join(folder, 'probe.json'), JSON.stringify(config));
}

/** As in a frame with a masking key that does not change, from which anybody reads it. */
function underConstantKey(credential: string, turn: number): string {
  return Buffer.from(
    credential.split('').map((_, at) => credential.charCodeAt(at) ^ (((at + turn) & 3) + 1)),
  ).toString('latin1');
}

/** Each so many characters in a row. */
const parts = (text: string, length: number) =>
  Array.from({ length: Math.max(text.length - length + 1, 0) }, (_, at) => text.slice(at, at + length));

/** Ten characters of a credential in a row, or of what it looks like elsewhere, are too many. */
function traces(text: string): string[] {
  const lower = text.toLowerCase();
  return [ALICE, BOB].flatMap((credential) =>
    [
      credential,
      Buffer.from(credential).toString('base64'),
      Buffer.from(credential).toString('hex'),
      ...[0, 1, 2, 3].map((turn) => underConstantKey(credential, turn)),
    ].flatMap((writing) =>
      parts(writing, 10)
        .map((part) => part.toLowerCase())
        .filter((part) => lower.includes(part) || lower.includes(JSON.stringify(part).slice(1, -1))),
    ),
  );
}

/** Command lines of a group of processes, where the system shows them as files. */
async function processList(leader: number | undefined): Promise<string> {
  const ids = (await readdir('/proc').catch(() => [])).filter((name) => /^\d+$/.test(name));
  const read = (id: string, file: string) => readFile(`/proc/${id}/${file}`, 'utf8').catch(() => '');
  const lines = await Promise.all(
    ids.map(async (id) => {
      // After the name: state, parent, group (proc_pid_stat(5)).
      const [, group] = /\) \S+ \d+ (\d+) /.exec(await read(id, 'stat')) ?? [];
      return Number(group) === leader ? read(id, 'cmdline') : '';
    }),
  );
  return lines.join('\n');
}

describe('The command', { concurrency: 2 }, () => {
  it('tells a credential nowhere, though the server sends it back', async (t) => {
    const folder = await temporaryFolder(t);
    const animal = await findAnimal('credential-reflected');
    const server = await startZoo({
      carrier: 'message',
      rules: {
        ...animal.rules,
        reject: (client, credential) => client.close(3000, `no ${String(credential)}`.slice(0, 100)),
      },
    });
    t.after(() => server.close());
    await configure(folder, server.url, server.own.origin);
    const reports = ['json', 'junit', 'sarif', 'html'];
    const probe = start(
      t,
      folder,
      reports.flatMap((name) => [`--${name}`, path.join(folder, `report.${name}`)]),
    );
    const lists: string[] = [];
    probe.child.stdout.on('data', () => void processList(probe.child.pid).then((list) => lists.push(list)));
    await probe.exited;
    assert.match(probe.said(), /FAIL {2}MUST {3}credential-reflected/);
    assert.match(probe.said(), /FAIL {2}MUST {3}revocation/);
    assert.deepEqual(traces(probe.said()), []);
    for (const name of reports) {
      const report = await readFile(path.join(folder, `report.${name}`), 'utf8');
      assert.ok(report.includes('credential-reflected'), name);
      assert.deepEqual(traces(report), [], name);
    }
    assert.deepEqual(traces(lists.join('\n')), []);
    assert.ok(lists.some((list) => list.includes('probe.json')) || process.platform !== 'linux');
  });

  it('leaves a report that says so when it is interrupted, and ends with exit code 3', async (t) => {
    const folder = await temporaryFolder(t);
    const server = await startZoo({ carrier: 'message', rules: { deadlineMs: 0 } });
    t.after(() => server.close());
    await configure(folder, server.url, server.own.origin);
    const file = path.join(folder, 'report.json');
    const probe = start(t, folder, [
      '--json',
      file,
      '--only',
      'handshake-accept,deadline',
      '--deadline-seconds',
      '60',
    ]);
    while (!probe.said().includes('pass')) await once(probe.child.stdout, 'data');
    probe.child.kill('SIGINT');
    assert.deepEqual(await probe.exited, [3, null]);
    const report = await readJson(file);
    assert.equal(report.interrupted, true);
    assert.equal(report.totals.inconclusive, 1);
  });
});

describe('A report', { concurrency: 6 }, () => {
  const partial = [
    'handshake-body',
    'pipelined-message',
    'credential-type',
    'credential-prefix',
    'credential-case',
    'credential-reflected',
    'oracle-close',
    'error-detail',
  ];
  // Each three characters in a row hold one that stands nowhere else in a report.
  for (const secret of ['h^7~Zw', 'h^t7~Zw^', 'h^t7~Zw^2p~Kd^']) {
    for (const carrier of ['message', 'basic', 'query'] as const) {
      it(`tells no piece of a credential of ${secret.length} characters (${carrier})`, async (t) => {
        const right = carrier === 'basic' ? `alice:${secret}` : secret;
        const server = await startZoo({
          carrier,
          rules: {
            check: (credential) => (credential === right ? 'alice' : undefined),
            reject: (client, credential) => client.close(3000, `no ${String(credential)}`),
            hasNoBody: () => true,
          },
        });
        t.after(() => server.close());
        const report = await run({
          target: { ...targetOf(server), credential: async () => right },
          checks: checks.filter(({ id }) => partial.includes(id)),
          jobs: 8,
          timeoutMs: 60_000,
          loopback: true,
        });
        const text = JSON.stringify(report.checks);
        assert.ok(report.checks.some(({ verdict }) => verdict === 'fail'));
        assert.deepEqual(
          [...parts(secret, 3), ...parts(spoil(secret), 3)].filter((part) => text.includes(part)),
          [],
        );
        assert.deepEqual(
          [0, 1, 2]
            .flatMap((before) =>
              parts(Buffer.from(`${'-'.repeat(before)}${secret}`).toString('base64'), 6).slice(2, -2),
            )
            .filter((part) => text.includes(part)),
          [],
        );
      });
    }
  }
});
