import assert from 'node:assert/strict';
import type { StdioOptions } from 'node:child_process';
import { closeSync, openSync } from 'node:fs';
import { type TestContext, test } from 'node:test';
import { DEMO_TOKEN } from '../../protocol/messages.ts';
import { closes } from '../../protocol/outcomes.ts';
import { refusals } from '../../protocol/refusals.ts';
import { prepare, temporaryFolder } from '../support/certificates.ts';
import { startLab } from '../support/lab.ts';
import { run } from '../support/program.ts';

const onLinux = process.platform === 'linux' ? {} : { skip: 'Linux only' };

interface Settings {
  readonly args?: string[];
  readonly input?: string | Buffer;
  readonly env?: NodeJS.ProcessEnv;
}

/** Runs the client in a pipe until it ends. */
async function pipe(t: TestContext, url: string, { args = [], input = '', env = {} }: Settings = {}) {
  const client = run(t, 'scripts/client.ts', ['--url', url, ...args], { AUTH_TOKEN: '', ...env });
  client.child.stdin?.end(input);
  const exitCode = await client.exited;
  return { exitCode, ...client.output };
}

test('in a pipe the replies go to standard output, one a line, and the wire to standard error', async (t) => {
  const lab = await startLab(t);
  const input = 'hello\n{"a":  1}\n{broken\n\nlast';
  const { exitCode, stdout, stderr } = await pipe(t, lab.urls.webSocket, { input });
  assert.equal(stdout, '{"msg":"hello"}\n{"a":  1}\n{"msg":"{broken"}\n{"msg":""}\n{"msg":"last"}\n');
  assert.match(stderr, /→ \{"token":"ebfb…"\}\n.* ← Successfully authenticated\.\n.* → \{"msg":"hello"\}/);
  assert.match(stderr, /→ close 1000\n.* ← close 1000/);
  assert.equal(exitCode, 0);
});

test('more lines than may be on their way at once all come back in order', async (t) => {
  const lab = await startLab(t);
  const lines = Array.from({ length: 90 }, (_, index) => `line ${index}`);
  const { exitCode, stdout, stderr } = await pipe(t, lab.urls.webSocket, {
    args: ['--quiet'],
    input: lines.join('\n'),
  });
  assert.equal(stdout, lines.map((msg) => `${JSON.stringify({ msg })}\n`).join(''));
  assert.deepEqual([exitCode, stderr], [0, '']);
});

test('a wrong token is exit code 1, with the reason and the words for it', async (t) => {
  const lab = await startLab(t);
  const { exitCode, stdout, stderr } = await pipe(t, lab.urls.webSocket, {
    args: ['--token', 'wrong'],
    input: 'x\n',
  });
  assert.match(stderr, /^! A token given as a flag can be seen in the process list/);
  assert.match(stderr, /← close 1011 unauthenticated/);
  assert.ok(stderr.includes(closes.unauthenticated.words));
  assert.deepEqual([exitCode, stdout], [1, '']);
});

test('the token comes from AUTH_TOKEN, and is masked wherever it would be printed', async (t) => {
  const token = 'a-token-of-thirty-two-characters';
  const lab = await startLab(t, { authToken: token });
  const url = `${lab.urls.webSocket}?token=${token}`;
  const result = await pipe(t, url, { input: `my token is ${token}\n`, env: { AUTH_TOKEN: token } });
  assert.equal(result.exitCode, 0);
  assert.equal(result.stdout, '{"msg":"my token is a-to…"}\n');
  assert.equal(`${result.stdout}${result.stderr}`.includes(token), false);
});

test('neither user and password in the URL nor a token in it is printed', async (t) => {
  const lab = await startLab(t);
  const url = `${lab.urls.webSocket.replace('//', '//bob:s3cret-%C3%A9-of-bob@')}?token=another-s3cret`;
  const { exitCode, stdout, stderr } = await pipe(t, url, { input: 'my another-s3cret\n' });
  assert.equal(exitCode, 0);
  assert.match(stderr, /^Connecting to wss:\/\/…@localhost:\d+\/\?token=…\n/);
  assert.doesNotMatch(stdout + stderr, /s3cret|bob/);
});

test('a byte order mark before the first line is not sent', async (t) => {
  const lab = await startLab(t);
  const { stdout } = await pipe(t, lab.urls.webSocket, { input: '\ufeff{"a":1}\n\ufeffb\n' });
  assert.equal(stdout, '{"a":1}\n{"msg":"\\ufeffb"}\n');
});

test('lines in UTF-16 are refused with exit code 2, and a sentence that says how to convert them', async (t) => {
  const lab = await startLab(t);
  const input = Buffer.from('\ufeff{"a":1}\r\n', 'utf16le');
  for (const bytes of [input, Buffer.from(input).swap16()]) {
    const { exitCode, stdout, stderr } = await pipe(t, lab.urls.webSocket, { input: bytes });
    assert.match(stderr, /Standard input is not UTF-8 .*iconv -f UTF-16 -t UTF-8\.\n$/);
    assert.deepEqual([exitCode, stdout], [2, '']);
  }
});

test('what cannot be read or written is told in a sentence, and is no success', onLinux, async (t) => {
  const lab = await startLab(t);
  const full = openSync('/dev/full', 'w');
  // It can only be written.
  const unreadable = openSync('/dev/null', 'w');
  t.after(() => {
    closeSync(full);
    closeSync(unreadable);
  });
  const start = (stdio: StdioOptions) =>
    run(t, 'scripts/client.ts', ['--url', lab.urls.webSocket], { AUTH_TOKEN: '' }, { stdio });
  const mute = start(['pipe', full, 'pipe']);
  mute.child.stdin?.end('hello\n');
  assert.equal(await mute.exited, 4);
  assert.match(mute.output.stderr, /Standard output cannot be written \(ENOSPC\)\.\n$/);
  const deaf = start([unreadable, 'pipe', 'pipe']);
  assert.equal(await deaf.exited, 2);
  assert.match(deaf.output.stderr, /Standard input cannot be read \(EBADF\)\.\n$/);
  // Only what is printed for people is lost: all replies are there.
  const silent = start(['pipe', 'pipe', full]);
  silent.child.stdin?.end('hello\n');
  assert.equal(await silent.exited, 0);
  assert.equal(silent.output.stdout, '{"msg":"hello"}\n');
});

for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
  test(`${signal}, whatever else comes within a moment, ends the conversation in order`, async (t) => {
    const lab = await startLab(t);
    const client = run(t, 'scripts/client.ts', ['--url', lab.urls.webSocket], { AUTH_TOKEN: '' });
    await client.until(/Successfully authenticated/);
    // The system may merge several equal signals into one.
    for (const more of [signal, 'SIGTERM', 'SIGINT'] as const) client.child.kill(more);
    assert.equal(await client.exited, 0);
    assert.match(client.output.stderr, /→ close 1000\n.* ← close 1000/);
  });
}

test('control characters of the server never reach the terminal', async (t) => {
  const lab = await startLab(t);
  const { stdout, stderr } = await pipe(t, lab.urls.webSocket, { input: '{"msg":"\u009b31m\u202e"}\n' });
  assert.equal(stdout, '{"msg":"\\u009b31m\\u202e"}\n');
  assert.equal(/[\u0080-\u009f\u202e]/.test(stderr), false);
});

test('a server that goes away is exit code 4, and the client says why', async (t) => {
  const lab = await startLab(t);
  const client = run(t, 'scripts/client.ts', ['--url', lab.urls.webSocket], { AUTH_TOKEN: '' });
  await client.until(/Successfully authenticated/);
  await lab.close();
  assert.equal(await client.exited, 4);
  assert.match(client.output.stderr, /← close 1001 server shutting down\nThe server is shutting down/);
});

test('the reader of the replies may leave early', async (t) => {
  const lab = await startLab(t);
  const client = run(t, 'scripts/client.ts', ['--url', lab.urls.webSocket], { AUTH_TOKEN: '' });
  await client.until(/Successfully authenticated/);
  client.child.stdout?.destroy();
  client.child.stdin?.write('one\ntwo\n');
  assert.ok([0, 4].includes(Number(await client.exited)));
  assert.equal(client.output.stderr.includes('EPIPE'), false);
});

test('a server that cannot be reached is exit code 3', async (t) => {
  const lab = await startLab(t);
  await lab.close();
  const { exitCode, stderr } = await pipe(t, lab.urls.webSocket);
  assert.match(stderr, /nothing listens there\. Start the server/);
  assert.equal(exitCode, 3);
});

test('an HTTP refusal is exit code 3, with its status and what the server said', async (t) => {
  const lab = await startLab(t);
  const { exitCode, stderr } = await pipe(t, `${lab.urls.webSocket}nowhere`);
  assert.ok(stderr.endsWith(`with HTTP 404. ${refusals.notFound.words}\n`), stderr);
  assert.equal(exitCode, 3);
});

test('a certificate that is not trusted is exit code 3, unless --insecure is given', async (t) => {
  const { tls } = await prepare(await temporaryFolder(t));
  const lab = await startLab(t);
  const refused = await pipe(t, lab.urls.webSocket, { args: ['--ca', String(tls.caFile)] });
  assert.match(refused.stderr, /signed by nobody this client trusts\. Give the authority with --ca FILE/);
  assert.equal(refused.exitCode, 3);
  const accepted = await pipe(t, lab.urls.webSocket, { args: ['--insecure'] });
  assert.match(accepted.stderr, /^! Certificates are not checked/);
  assert.equal(accepted.exitCode, 0);
});

test('an authority of NODE_EXTRA_CA_CERTS is trusted beside the local one', async (t) => {
  const { tls } = await prepare(await temporaryFolder(t));
  const key = tls.certFile.replace('server.pem', 'server-key.pem');
  const env = { NODE_EXTRA_CA_CERTS: tls.caFile };
  // The local authority is made by whichever lab needs it first.
  for (const settings of [{}, { cert: tls.certFile, key }]) {
    const lab = await startLab(t, settings);
    const { exitCode, stderr } = await pipe(t, lab.urls.webSocket, { env });
    assert.equal(exitCode, 0, stderr);
  }
});

test('wrong usage is exit code 2 and says what to do', async (t) => {
  for (const [args, message] of [
    [['--frob'], /Unknown option '--frob'.*Try --help\./s],
    [['--url', 'https://x'], /--url must be a WebSocket address such as wss:/],
    [['--ca', 'no/such/file'], /--ca: no\/such\/file cannot be read/],
    [['--ca', 'x', '--insecure'], /contradict each other/],
  ] as const) {
    const client = run(t, 'scripts/client.ts', [...args]);
    assert.equal(await client.exited, 2);
    assert.match(client.output.stderr, message);
  }
});

test('the help names the exit codes and keeps the demo token to itself', async (t) => {
  const client = run(t, 'scripts/client.ts', ['--help']);
  assert.equal(await client.exited, 0);
  assert.match(client.output.stdout, /Exit code: 0 authenticated/);
  assert.equal(client.output.stdout.includes(DEMO_TOKEN), false);
});
