import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { execPath, getuid } from 'node:process';
import { type TestContext, test } from 'node:test';
import { promisify } from 'node:util';
import { projectRoot } from '../../server/basics/paths.ts';
import { temporaryFolder } from '../support/certificates.ts';

const run = promisify(execFile);
const mayInstall = getuid?.() === 0 && existsSync('/etc/debian_version');

/** Asks for two programs where the PATH has nothing but a package manager, a shell script in the place of apt-get. */
async function ask(t: TestContext, packageManager: string, env: NodeJS.ProcessEnv) {
  const folder = await temporaryFolder(t);
  const asked = path.join(folder, 'asked');
  await writeFile(asked, '');
  const script = `#!/bin/sh\necho "$@" >>${asked}\n${packageManager}\n`;
  await writeFile(path.join(folder, 'apt-get'), script, { mode: 0o755 });
  const code =
    "const { lacks } = await import('./tests/support/system.ts'); console.log(lacks('nginx'), lacks('redis-server'));";
  const { stdout } = await run(execPath, ['--import', 'tsx', '--input-type=module', '--eval', code], {
    cwd: projectRoot,
    env: { PATH: folder, ...env },
  });
  return { stdout: stdout.trim(), asked: await readFile(asked, 'utf8') };
}

test('in CI all programs that are missing are installed in one go, without what they recommend', {
  skip: !mayInstall && 'only root of a Debian system may install',
}, async (t) => {
  const install = `for name in haproxy nginx redis-server; do : >"\${0%/*}/$name"; done`;
  const { stdout, asked } = await ask(t, install, { CI: 'true' });
  assert.equal(stdout, 'false false');
  const [update, line, ...more] = asked.trim().split('\n');
  assert.equal(update, 'update');
  assert.match(`${line}`, /^install -y --no-install-recommends .*nginx-light.* redis-server/);
  assert.deepEqual(more, []);
});

test('in CI a program that cannot be installed is a failure', async (t) => {
  await assert.rejects(ask(t, 'exit 1', { CI: 'true' }), /There is no nginx/);
});

test('elsewhere nothing is installed, and it is said how to', async (t) => {
  const { stdout, asked } = await ask(t, '', {});
  assert.match(stdout, /apt-get install nginx-light.*apt-get install redis-server/);
  assert.equal(asked, '');
});
