import assert from 'node:assert/strict';
import { test } from 'node:test';
import { DEMO_TOKEN } from '../../protocol/messages.ts';
import { readArguments } from '../../scripts/client/arguments.ts';
import { explainError, explainStatus } from '../../scripts/client/failures.ts';
import { clock, maskOf, messageOf, printable } from '../../scripts/client/text.ts';

function failure(code: string): Error {
  return Object.assign(new Error('raw words'), { code });
}

test('a line is wrapped, unless it is a JSON object already', () => {
  assert.equal(messageOf('hello'), '{"msg":"hello"}');
  assert.equal(messageOf('{"b":1,  "a":1.0}'), '{"b":1,  "a":1.0}');
  for (const line of ['{broken', '[1]', '1', ' {"a":1}', '"x"']) {
    assert.equal(messageOf(line), JSON.stringify({ msg: line }));
  }
});

test('printed text is one line without control characters, and JSON stays the same JSON', () => {
  assert.equal(
    printable('a\r\n\u001b[2Jb\u0000\u007f\u009b'),
    'a\\u000d\\u000a\\u001b[2Jb\\u0000\\u007f\\u009b',
  );
  assert.equal(printable('\u202eevil\u2028'), '\\u202eevil\\u2028');
  const json = '{\n\t"a":\r"\u009b\u2028é😀"}';
  assert.equal(printable(json).includes('\n'), false);
  assert.deepEqual(JSON.parse(printable(json)), JSON.parse(json));
});

test('a token is masked as it is and as JSON writes it; its beginning shows only when it is long', () => {
  const token = `0123456789"${'x'.repeat(30)}`;
  const mask = maskOf(token);
  assert.equal(mask(JSON.stringify({ token })), '{"token":"0123…"}');
  assert.equal(mask(token), '0123…');
  assert.equal(maskOf('tea-party')('my tea-party'), 'my …');
  assert.equal(maskOf('wrong')('wrong'), 'wrong', 'too short to be a secret');
  assert.equal(maskOf('$&$&$&$&')('$&$&$&$&'), '…');
});

test('the time of day has milliseconds', () => {
  assert.equal(clock(new Date(2026, 0, 2, 3, 4, 5, 6)), '03:04:05.006');
});

test('the token is the flag, else AUTH_TOKEN, else the public one', () => {
  const tokenOf = (argv: string[], env: NodeJS.ProcessEnv) => {
    const read = readArguments(argv, env);
    return read.ok ? [read.value.token, read.value.warnings.length] : read.problem;
  };
  assert.deepEqual(tokenOf([], {}), [DEMO_TOKEN, 0]);
  assert.deepEqual(tokenOf([], { AUTH_TOKEN: 'e' }), ['e', 0]);
  assert.deepEqual(tokenOf(['--token', 'f'], { AUTH_TOKEN: 'e' }), ['f', 1]);
  assert.deepEqual(tokenOf(['--token='], { AUTH_TOKEN: 'e' }), ['', 1]);
});

test('an address must be one of a WebSocket', () => {
  for (const url of ['', 'localhost:5678', 'https://localhost/', 'wss://localhost/#a', 'wss://']) {
    assert.equal(readArguments(['--url', url], {}).ok, false, url);
  }
  const read = readArguments(['--url', 'ws://localhost:1/x?y'], {});
  assert.ok(read.ok);
  assert.equal(read.value.url, 'ws://localhost:1/x?y');
  assert.match(read.value.warnings.join(), /Without TLS the token can be read/);
});

test('every failure to connect has a sentence that begins with the host', () => {
  for (const [code, words] of [
    ['ECONNREFUSED', /nothing listens there/],
    ['ENOTFOUND', /no host of this name/],
    ['CERT_HAS_EXPIRED', /has expired/],
    ['ERR_TLS_CERT_ALTNAME_INVALID', /for other names/],
    ['UNABLE_TO_VERIFY_LEAF_SIGNATURE', /--ca FILE/],
    ['EPROTO', /ws:\/\//],
    ['ECONNRESET', /hung up/],
    ['EWHATEVER', /raw words/],
  ] as const) {
    const sentence = explainError(failure(code), 'wss://lab.example:1/');
    assert.match(sentence, words);
    assert.ok(sentence.startsWith('lab.example:1: '));
  }
});

test('a refusal is told in the words of the server, else in ours', () => {
  assert.match(explainStatus(403, 'Not from there.\n'), /HTTP 403\. Not from there\.$/);
  assert.match(explainStatus(404, '<html>'), /HTTP 404\. No WebSocket endpoint has this path/);
  assert.match(explainStatus(418, ''), /HTTP 418\.$/);
});
