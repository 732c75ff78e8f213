import assert from 'node:assert/strict';
import { type TestContext, test } from 'node:test';
import { methodIds } from '../../protocol/methods.ts';
import { certificates } from '../../server/basics/paths.ts';
import { makeClientFiles } from '../../server/net/tls/tls.ts';
import { type RunningLab, startLab } from '../support/lab.ts';
import { run } from '../support/program.ts';

const asAlice = { args: ['--user', 'alice'], env: { CLIENT_PASSWORD: 'rabbit-hole' } };

async function talk(t: TestContext, lab: RunningLab, args: readonly string[], env: NodeJS.ProcessEnv = {}) {
  const client = run(t, 'scripts/client.ts', ['--url', lab.urls.webSocket, ...args], {
    AUTH_TOKEN: '',
    CLIENT_PASSWORD: '',
    ...env,
  });
  client.child.stdin?.end('hello\n');
  const exitCode = await client.exited;
  return { exitCode, ...client.output };
}

async function certificateOf(name: string): Promise<string[]> {
  const { certFile, keyFile } = await makeClientFiles(certificates, name);
  return ['--cert', certFile, '--key', keyFile];
}

for (const method of methodIds) {
  test(`the terminal client speaks ${method} when it is told no more than that`, async (t) => {
    const lab = await startLab(t);
    const more = method === 'client-certificate' ? await certificateOf('alice') : [];
    const { exitCode, stdout, stderr } = await talk(t, lab, ['--method', method, ...more]);
    const isTyped = method === 'token-refresh' || method === 'proof-message';
    const reply = isTyped ? { type: 'echo', msg: 'hello' } : { msg: 'hello' };
    assert.equal(stdout, `${JSON.stringify(reply)}\n`, stderr);
    assert.equal(exitCode, 0);
    assert.doesNotMatch(stderr, /rabbit-hole|YWxpY2U6|ebfb7ff0-|(token|ticket)=[\w-]{9}|eyJ\w{9}/);
  });
}

test('the terminal client signs in as whoever is named', async (t) => {
  const lab = await startLab(t);
  const asBob = { CLIENT_PASSWORD: 'tea-party' };
  const { exitCode, stderr } = await talk(t, lab, ['--method', 'cookie', '--user', 'bob'], asBob);
  assert.doesNotMatch(stderr, /As alice/);
  assert.equal(exitCode, 0);
  assert.ok(lab.logged.some(({ user }) => user === 'bob'));
});

test('a ticket takes the place of the token when somebody signs in', async (t) => {
  const lab = await startLab(t);
  const { exitCode, stderr } = await talk(
    t,
    lab,
    ['--method', 'bearer-header', ...asAlice.args],
    asAlice.env,
  );
  assert.match(stderr, /→ POST \/auth\/session\n.* ← 200 OK\n.* → POST \/auth\/tickets\n.* ← 201 Created/);
  assert.equal(exitCode, 0);
});

test('refused in the handshake is exit code 1, and so is a wrong password', async (t) => {
  const lab = await startLab(t);
  const refused = await talk(t, lab, ['--method', 'bearer-header'], { AUTH_TOKEN: 'wrong' });
  assert.match(refused.stderr, /HTTP 401\. The credential is missing or not accepted/);
  assert.equal(refused.exitCode, 1);
  const wrong = await talk(t, lab, ['--method', 'cookie', '--user', 'alice'], {
    CLIENT_PASSWORD: 'tea-party',
  });
  assert.match(wrong.stderr, /← 401/);
  assert.equal(wrong.exitCode, 1);
});

test('what is missing for a method is named before anything is sent', async (t) => {
  const lab = await startLab(t);
  for (const [args, message] of [
    [['--method', 'carrier-pigeon'], /--method must be one of first-message, /],
    [['--method', 'basic', '--user', 'alice'], /Set CLIENT_PASSWORD/],
    [['--method', 'client-certificate'], /npm run certs -- --client alice/],
    [['--cert', 'x'], /give both/],
  ] as const) {
    const { exitCode, stderr } = await talk(t, lab, args);
    assert.match(stderr, message);
    assert.equal(exitCode, 2);
  }
  const whose = await talk(t, lab, ['--method', 'cookie'], { CLIENT_PASSWORD: 'tea-party' });
  assert.match(whose.stderr, /whose password it is: --user NAME\./);
  assert.equal(whose.exitCode, 2);
});

test('the terminal client publishes each line on a channel, and prints what is said there', async (t) => {
  const lab = await startLab(t);
  for (const more of [[], ['--method', 'token-refresh', ...asAlice.args]]) {
    const { exitCode, stdout, stderr } = await talk(t, lab, ['--channel', 'room:1', ...more], asAlice.env);
    const said = stdout
      .trim()
      .split('\n')
      .map((line): Record<string, unknown> => JSON.parse(line));
    assert.deepEqual(said.map(({ type }) => type).sort(), ['message', 'published', 'subscribed'], stderr);
    assert.equal(said.find(({ type }) => type === 'message')?.data, 'hello');
    assert.equal(exitCode, 0, stderr);
  }
});

test('the terminal client says which channel and which method it wants', async (t) => {
  const lab = await startLab(t);
  for (const [args, problem] of [
    [['--channel', 'Room 1'], /--channel must be a name such as room:lobby/],
    [['--channel', 'room:1', '--method', 'cookie'], /--channel goes with --method/],
  ] as const) {
    const { exitCode, stderr } = await talk(t, lab, args);
    assert.equal(exitCode, 2);
    assert.match(stderr, problem);
  }
});
