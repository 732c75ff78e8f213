/** Every program that is called wrongly: a sentence, exit code 2, and no stack of calls. */
import assert from 'node:assert/strict';
import { cp } from 'node:fs/promises';
import path from 'node:path';
import { describe, it } from 'node:test';
import { temporaryFolder } from '../support/certificates.ts';
import { run } from '../support/program.ts';

const secret = 'bob:s3cret-of-bob';

describe('A wrong call', { concurrency: 2 }, () => {
  for (const [script, args, sentence] of [
    ['server/main.ts', ['--frob'], /^"--frob" is not an option\. Try --help\.$/],
    ['scripts/auth-server.ts', ['--frob'], /^"--frob" is not an option\. Try --help\.$/],
    ['scripts/certificates.ts', ['--frob'], /^Unknown option '--frob'\. .*Try --help\.$/],
    ['scripts/certificates.ts', ['--host', 'https://x'], /^--host must be a name or an address/],
    ['scripts/certificates.ts', ['--client', '../x'], /^--client takes a name of 1 to 64 letters/],
    ['scripts/bench.ts', ['--quik'], /^Unknown option '--quik'/],
    ['scripts/soak.ts', ['--frob'], /^Unknown option '--frob'/],
    [
      'scripts/soak.ts',
      ['--minutes', 'abc'],
      /^--minutes must be a number above 0, 10080 at most, not "abc"/,
    ],
    ['scripts/soak.ts', ['--every', '0'], /^--every must be a number above 0/],
    ['scripts/screenshots.ts', ['--frob'], /^Unknown option '--frob'/],
    ['exhibits/attack.ts', ['hijack', '--url', `wss//${secret}@x`], /^--url must be an address such as/],
    ['scripts/client.ts', ['--url', `https://${secret}@localhost`], /^--url must be a WebSocket address/],
    [
      'scripts/client.ts',
      ['--cert', 'package.json', '--key', 'package.json'],
      /^--cert, --key: package\.json/,
    ],
  ] as const) {
    it(`${script} ${args.join(' ').replace(secret, '…')}`, async (t) => {
      const program = run(t, script, args);
      assert.equal(await program.exited, 2);
      const { stderr } = program.output;
      assert.match(stderr.trimEnd(), sentence);
      assert.doesNotMatch(stderr, /\n *at |s3cret/);
    });
  }

  it('npm start before a build says how to build', async (t) => {
    const folder = await temporaryFolder(t);
    const script = path.join(folder, 'scripts', 'start.js');
    for (const file of ['scripts/start.js', 'package.json']) await cp(file, path.join(folder, file));
    const program = run(t, script, []);
    assert.equal(await program.exited, 2);
    assert.equal(
      program.output.stderr,
      'The server is not built. Run npm run build first, or use npm run dev.\n',
    );
  });
});
