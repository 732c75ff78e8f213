import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import { execPath, getuid } from 'node:process';
import { type TestContext, test } from 'node:test';
import { promisify } from 'node:util';
import { projectRoot } from '../../server/basics/paths.ts';
import { temporaryFolder } from '../support/certificates.ts';

const run = promisify(execFile);
const mayInstall = getuid?.() === 0 && existsSync('/etc/debian_version');

/**
 * Finds a browser where the PATH has nothing but a package manager.
 *
 * @param packageManager - a shell script in the place of apt-get
 * @returns what was found, and the folder on the PATH
 */
async function find(
  t: TestContext,
  browser: 'firefox' | 'webkit',
  packageManager: string,
): Promise<{ found: string; folder: string }> {
  const folder = await temporaryFolder(t);
  await writeFile(path.join(folder, 'apt-get'), `#!/bin/sh\n${packageManager}\n`, { mode: 0o755 });
  const script = `const [find] = Object.values(await import('./scripts/support/find-${browser}.ts')); console.log(find());`;
  const args = ['--import', 'tsx', '--input-type=module', '--eval', script];
  const { stdout } = await run(execPath, args, { cwd: projectRoot, env: { PATH: folder } });
  return { found: stdout.trim(), folder };
}

test('a browser that is missing is installed', {
  skip: !mayInstall && 'only root of a Debian system may install',
}, async (t) => {
  const install = `case "$1 $3" in 'install firefox-esr') : >"\${0%/*}/firefox-esr" ;; esac`;
  const { found, folder } = await find(t, 'firefox', install);
  assert.equal(found, path.join(folder, 'firefox-esr'));
});

test('where it cannot be installed the error says what to do', async (t) => {
  await assert.rejects(find(t, 'webkit', 'exit 1'), /No WebKitGTK was found.*webkit2gtk-driver and xvfb/s);
});
