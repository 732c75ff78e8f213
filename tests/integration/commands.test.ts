import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { env } from 'node:process';
import { type TestContext, test } from 'node:test';
import { beyondCurl, commandsOf } from '../../client/comparison/commands.ts';
import { alice } from '../../protocol/demo-users.ts';
import { type MethodId, methodIds } from '../../protocol/methods.ts';
import { readArguments } from '../../scripts/client/arguments.ts';
import { installPackage, onPath } from '../../scripts/support/system.ts';
import { certificates, projectRoot } from '../../server/basics/paths.ts';
import { makeClientFiles } from '../../server/net/tls/tls.ts';
import { startLab } from '../support/lab.ts';

const hasCurl = onPath('curl') !== undefined || (env.CI === 'true' && installPackage('curl'));

/** Runs a command as a person would, in a folder where `certs` is the project's. */
async function inShell(t: TestContext, command: string): Promise<string> {
  const folder = await mkdtemp(path.join(tmpdir(), 'commands-'));
  t.after(() => rm(folder, { recursive: true }));
  const child = spawn('sh', ['-c', command], { cwd: folder, stdio: ['ignore', 'pipe', 'inherit'] });
  let output = '';
  child.stdout.setEncoding('latin1').on('data', (part: string) => {
    output += part;
  });
  await once(child, 'close');
  return output;
}

/** A command without the credential that it shows. */
function ofStranger(command: string): string {
  return command.replace(
    /\?t\w+=[^"]*|-b jar\.txt|-u '[^']*'|-H 'Auth[^']*'|--cert \S+ --key \S+|bearer\.[^']*/g,
    '',
  );
}

test('the methods page’s commands get in: curl as far as it goes, and the terminal client knows its own', {
  concurrency: true,
}, async (t) => {
  const lab = await startLab(t);
  await makeClientFiles(certificates, alice.user);
  const page = new URL(lab.urls.page).origin;
  const tryMethod = (id: MethodId) => async (t: TestContext) => {
    const place = { endpoint: lab.urls.methods.get(id) ?? '', page, authServer: page };
    const { curl, client } = commandsOf(id, place, alice);
    const [, args = ''] = /npm run client -- (.*)$/.exec(client) ?? [];
    const read = readArguments(args.split(' '), {});
    assert.ok(read.ok, client);
    assert.equal(read.value.method, id);
    assert.equal(read.value.url, lab.urls.webSocket);

    if (!hasCurl) return t.skip('There is no curl here: install it to try these commands.');
    const here = curl
      .replace(/^npm run certs.*\n/, '')
      .replaceAll('certs/', `${projectRoot}/certs/`)
      // All of them run at once here, and passwords take turns.
      .replace('--max-time 3', '--max-time 6');
    assert.match(await inShell(t, here), /^HTTP\/1\.1 101 /m, curl);
    const refused = beyondCurl.includes(id) ? /^HTTP\/1\.1 101 / : /^HTTP\/1\.1 40[13] /;
    assert.match(await inShell(t, ofStranger(here)), refused);
  };
  await Promise.all(methodIds.map((id) => t.test(id, tryMethod(id))));
});
