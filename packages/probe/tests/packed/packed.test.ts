/** What a stranger installs: the packed file alone, in an empty project, without anything beside Node. */
import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { cp, mkdir, readFile, symlink } from 'node:fs/promises';
import path from 'node:path';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { ALICE } from '../../zoo/accounts.ts';
import { startZoo } from '../../zoo/server.ts';
import { temporaryFolder } from '../support/command.ts';

const root = fileURLToPath(new URL('../../../../', import.meta.url));
const run = promisify(execFile);

test('The packed probe', { timeout: 120_000 }, async (t) => {
  const house = await temporaryFolder(t);
  const copy = path.join(house, 'packages/probe');
  for (const name of ['diagram', 'probe', 'wire']) {
    await cp(path.join(root, 'packages', name), path.join(house, 'packages', name), {
      recursive: true,
      filter: (file) => !/[\\/](?:dist|tests|zoo)$/.test(file),
    });
  }
  await symlink(path.join(root, 'node_modules'), path.join(house, 'node_modules'), 'junction');
  const { stdout } = await run('npm', ['pack', '--json', '--silent', '--no-update-notifier'], {
    cwd: copy,
    shell: process.platform === 'win32',
  });
  const [packed] = JSON.parse(stdout.slice(stdout.indexOf('[')));
  await run('tar', ['-xzf', packed.filename], { cwd: copy });
  const installed = path.join(house, 'project/node_modules/@websocket-auth-lab/probe');
  await mkdir(path.dirname(installed), { recursive: true });
  await cp(path.join(copy, 'package'), installed, { recursive: true });
  const main = path.join(installed, 'dist/main.js');
  const probe = (...args: string[]) =>
    run(process.execPath, [main, ...args], { cwd: path.join(house, 'project') }).then(
      ({ stdout: out }) => ({ code: 0, out }),
      (error: unknown) => {
        assert.ok(error instanceof Error && 'code' in error && 'stdout' in error);
        return { code: error.code, out: String(error.stdout) };
      },
    );

  await t.test('holds one file of code, its dialects, README and license', () => {
    const files: string[] = packed.files.map((file: { path: string }) => file.path).sort();
    assert.deepEqual(
      files.filter((file) => !file.startsWith('dialects/')),
      ['LICENSE', 'README.md', 'dist/main.js', 'package.json'],
    );
    assert.ok(files.filter((file) => file.startsWith('dialects/')).length >= 15);
  });

  await t.test('needs nothing beside Node', async () => {
    const { dependencies, peerDependencies, bin, engines } = JSON.parse(
      await readFile(path.join(installed, 'package.json'), 'utf8'),
    );
    assert.deepEqual([dependencies, peerDependencies], [undefined, undefined]);
    assert.deepEqual([bin['ws-auth-probe'], engines.node], ['dist/main.js', '>=20.19']);
    const code = await readFile(main, 'utf8');
    assert.match(code, /^#!\/usr\/bin\/env node\n/);
    const imported = [...code.matchAll(/^import .*?from "([^"]+)";$|^import "([^"]+)"/gm)].map(
      ([, from, bare]) => from ?? bare ?? '',
    );
    assert.deepEqual(
      imported.filter((name) => !name.startsWith('node:')),
      [],
    );
    assert.doesNotMatch(code, /zoo|packages\/gate/);
  });

  await t.test('says its version, its checks, and what is wrong with a server', async (t) => {
    const { version } = JSON.parse(await readFile(path.join(root, 'package.json'), 'utf8'));
    assert.deepEqual(await probe('--version'), { code: 0, out: `ws-auth-probe ${version}\n` });
    assert.match((await probe('--list')).out, /^origin-foreign {2}MUST$/m);
    const server = await startZoo({ carrier: 'header', rules: { isVersion: () => true } });
    t.after(() => server.close());
    const args = [
      '--dialect',
      'bearer-header',
      '--credential-value',
      ALICE,
      '--only',
      'handshake-version,close-answered',
    ];
    const { code, out } = await probe(server.url, ...args, '--answer', '$NONCE');
    assert.equal(code, 1);
    assert.match(out, /^FAIL {2}MUST {3}handshake-version/m);
    assert.match(out, /^pass {2}MUST {3}close-answered/m);
  });
});
