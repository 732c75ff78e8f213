/** What checks conclude from, without a server. */
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { isHexadecimal } from '../src/checks/credential-case.ts';
import { tellsInside } from '../src/checks/error-detail.ts';
import { codeOf } from '../src/checks/guess-limit.ts';
import { isAmbient } from '../src/checks/needs.ts';
import { readArguments } from '../src/config/arguments.ts';
import { isOwnLimit } from '../src/run/entry.ts';
import { splitForSpace } from '../src/run/large.ts';
import { Visit } from '../src/visit/visit.ts';

const url = 'ws://localhost:1/';

function targetWith(dialect: object) {
  const args = [url, '--dialect', JSON.stringify(dialect), '--credential-value', 'x'];
  const read = readArguments(args, '.');
  assert.ok(read.mode === 'run');
  return read;
}

describe('A credential', () => {
  it('is added by browsers as a cookie, by whatever name, and by the schemes of HTTP that they speak', () => {
    for (const [header, value, expected] of [
      ['Cookie', 'session=$CREDENTIAL', true],
      ['cookie', 'session=$CREDENTIAL', true],
      ['Authorization', 'Basic $CREDENTIAL_BASE64', true],
      ['Authorization', 'Negotiate $CREDENTIAL', true],
      ['Authorization', 'NTLM $CREDENTIAL', true],
      ['Authorization', 'Digest $CREDENTIAL', true],
      ['Authorization', 'Bearer $CREDENTIAL', false],
      ['X-Token', '$CREDENTIAL', false],
    ] as const)
      assert.equal(isAmbient(targetWith({ carrier: 'header', header, value }).target), expected, value);
  });

  it('may be written in either case only where it is a hexadecimal number in one', () => {
    for (const [secret, expected] of [
      ['ebfb7ff0-b2f6-41c8-bef3-4fba17be410c', true],
      ['EBFB7FF0B2F641C8', true],
      ['EBFB7FF0b2f641c8', false],
      ['a7Kq9-Alice-3mZ2xT8wQp', false],
      ['decade', false],
    ] as const)
      assert.equal(isHexadecimal(secret), expected, secret);
  });
});

describe('Words of the inside', () => {
  for (const text of [
    'TypeError: no\n    at check (/srv/app/check.js:12:7)',
    'at node:internal/process/promises:391:5',
    'x at file:///srv/x.ts:1:2',
    'at run (main.ts:3:10)',
    'Invalid Compact JWS',
  ])
    it(`are found in ${JSON.stringify(text)}`, () => assert.ok(tellsInside(text)));
  for (const text of ['try again at 2026-01-02 10:20:30', 'at room 3:4:5', 'NEWSJWSLETTER', 'unauthorized'])
    it(`are not found in ${text}`, () => assert.ok(!tellsInside(text)));
});

describe('A connection that the probe itself could not open', () => {
  it('says nothing about the server', () => {
    for (const [code, expected] of [
      ['EMFILE', true],
      ['ETIMEDOUT', true],
      ['ECONNREFUSED', false],
      ['ECONNRESET', false],
    ] as const)
      assert.equal(isOwnLimit({ failure: Object.assign(new Error('no'), { code }) }), expected, code);
    assert.equal(isOwnLimit({ failure: undefined }), false);
  });
});

describe('Refusals', () => {
  it('are compared by status and close code, not by words', () => {
    const [one, other] = [1, 2].map((count) => {
      const visit = new Visit({ label: '' });
      visit.head = { status: 101, headers: new Map() };
      visit.close = { code: 3000, reason: `wrong for the time ${count}` };
      const plan = { method: 'GET', path: '/', fields: [], certificate: false };
      return codeOf({ visit, plan, how: 'refused' });
    });
    assert.equal(one, other);
  });
});

describe('A long message', () => {
  it('means the same as before: the white space stands inside its JSON', () => {
    for (const message of ['{"msg":"n1"}', '42["msg",{"a":1}]', '["n1"]'])
      assert.equal(splitForSpace(message)?.join(''), message);
    assert.deepEqual(JSON.parse(splitForSpace('{"msg":"n1"}')?.join('   ') ?? ''), { msg: 'n1' });
    assert.deepEqual(splitForSpace('plain n1'), ['plain n1', '']);
  });
});

describe('The time for a run', () => {
  const base = [url, '--dialect', 'none'];
  for (const [flags, seconds] of [
    [[], 90],
    [['--deadline-seconds', '60'], 180],
    [['--expiring-value', 'x', '--expiring-seconds', '300'], 360],
    [['--revoked-within-seconds', '200'], 260],
    [['--revoked-within-seconds', '200', '--timeout', '5'], 5],
  ] as const)
    it(`is ${seconds} s with ${flags.join(' ') || 'nothing said'}`, () => {
      const read = readArguments([...base, ...flags], '.');
      assert.ok(read.mode === 'run');
      assert.equal(read.run.timeoutMs, 1000 * seconds);
    });
});
