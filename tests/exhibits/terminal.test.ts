/** `npm run attack`: its words and its exit codes. */
import assert from 'node:assert/strict';
import { type TestContext, test } from 'node:test';
import { attackNames } from '../../protocol/exhibits.ts';
import { startExhibits } from '../support/exhibits.ts';
import { startLab } from '../support/lab.ts';
import { run } from '../support/program.ts';

async function attack(t: TestContext, ...args: string[]) {
  const { exited, output } = run(t, 'exhibits/attack.ts', args);
  return { code: await exited, ...output };
}

test('C24 ends with 0 when the attack succeeded, and with 1 when the server was defended', async (t) => {
  const { urls } = await startExhibits(t);
  const weak = await attack(t, 'early-message', '--url', urls.webSocket);
  assert.match(
    weak.stdout,
    /1 {2}attacker → twin {5}GET \/early-message\n {2}2 {2}twin → attacker {5}HTTP 101\n/,
  );
  assert.match(
    weak.stdout,
    /The attack succeeded\. The server acted on a message of somebody who never showed a token\.\n$/,
  );
  assert.equal(weak.code, 0);

  const fixed = await attack(t, 'early-message', '--fixed', '--url', urls.webSocket);
  assert.match(
    fixed.stdout,
    /close 3000 unauthorized\n\nThe attack failed\. The server acted on nothing, .*: 3000 unauthorized\.\n$/,
  );
  assert.equal(fixed.code, 1);
});

test('ends with 2 and a sentence when it was called wrongly', async (t) => {
  for (const args of [
    [],
    ['none'],
    ['hijack', 'basic'],
    ['hijack', '--fix'],
    ['hijack', '--url', 'localhost'],
    ['hijack', '--url', 'wss://example.org/'],
    ['hijack', '--url', 'wss://localhost.example.org/'],
  ]) {
    const { code, stderr, stdout } = await attack(t, ...args);
    assert.equal(code, 2, args.join(' '));
    assert.match(stderr, /Try --help\.\n$/);
    assert.equal(stdout, '');
  }
});

test('ends with 3 when there is no server, or one without exhibits', async (t) => {
  const lab = await startLab(t);
  const without = await attack(t, 'hijack', '--url', lab.urls.webSocket);
  assert.equal(without.code, 3);
  assert.match(without.stderr, /has no exhibits: they run with npm run dev only\.\n$/);
  await lab.close();
  const gone = await attack(t, 'hijack', '--url', lab.urls.webSocket);
  assert.equal(gone.code, 3);
  assert.match(gone.stderr, /does not answer/);
});

test('--help names every attack', async (t) => {
  const { code, stdout } = await attack(t, '--help');
  assert.equal(code, 0);
  for (const name of attackNames) assert.match(stdout, new RegExp(`^ {2}${name} `, 'm'));
});
