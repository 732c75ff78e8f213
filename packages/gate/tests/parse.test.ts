import assert from 'node:assert/strict';
import { it } from 'node:test';
import { parseToken } from '../src/parse.ts';

it('reads the token from a JSON object, whatever else is in it, and the last one if there are several', () => {
  for (const text of [
    '{"token":"secret"}',
    ' { "a": [1], "token" : "secret" }\n',
    '{"token":"other","token":"secret"}',
    '{"token":"s\\u0065cret"}',
  ]) {
    assert.deepEqual(parseToken(text), { ok: true, value: 'secret' });
  }
  assert.deepEqual(parseToken('{"token":""}'), { ok: true, value: '' });
});

it('says what is wrong with any other text, and never repeats the text', () => {
  for (const [text, problem] of [
    ['', 'not JSON'],
    ['secret', 'not JSON'],
    ['\ufeff{"token":"secret"}', 'not JSON'],
    ['null', 'not a JSON object'],
    ['"secret"', 'not a JSON object'],
    ['[{"token":"secret"}]', 'not a JSON object'],
    ['{}', 'no token'],
    ['{"__proto__":{"token":"secret"}}', 'no token'],
    ['{"TOKEN":"secret"}', 'no token'],
    ['{"token":null}', 'token is not a string'],
    ['{"token":["secret"]}', 'token is not a string'],
  ] as const) {
    assert.deepEqual(parseToken(text), { ok: false, problem });
  }
});
