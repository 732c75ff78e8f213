import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { maskMessage, maskProse, maskToken } from '../../protocol/masking.ts';
import { DEMO_TOKEN, NOT_JSON_EXAMPLE } from '../../protocol/messages.ts';
import { payloads } from '../../protocol/payloads.ts';
import { cpuMs } from '../support/cpu.ts';

/** Tokens of every length, without spaces. */
const secret = fc.string({ unit: fc.constantFrom(...'abcXYZ019-_.~+/=!$'), minLength: 4, maxLength: 60 });

describe('A masked token', () => {
  it('keeps eight characters of 20 or more, and nothing of fewer', () => {
    assert.equal(maskToken(DEMO_TOKEN), 'ebfb7ff0…');
    assert.equal(maskToken('x'.repeat(20)), 'xxxxxxxx…');
    assert.equal(maskToken('x'.repeat(19)), '…');
    assert.equal(maskToken('secret'), '…');
    assert.equal(maskToken('not a token, but a phrase'), '…');
  });

  it('shows that there was no token', () => {
    assert.equal(maskToken(''), '');
  });
});

describe('A masked message', () => {
  it('keeps JSON as it was written, except for credentials', () => {
    for (const [text, masked] of [
      [`{"token":"${DEMO_TOKEN}"}`, '{"token":"ebfb7ff0…"}'],
      [' { "ticket" : "short", "msg":"a" } ', ' { "ticket" : "…", "msg":"a" } '],
      ['{"token":"","n":1.0e+2}', '{"token":"","n":1.0e+2}'],
      ['{"a":1,"a":2}', '{"a":1,"a":2}'],
      ['{"password":1234,"b":[true,null]}', '{"password":"…","b":[true,null]}'],
      ['[]', '[]'],
      ['"hello"', '"hello"'],
    ] as const) {
      assert.equal(maskMessage(text), masked);
    }
    for (const { message } of payloads) {
      const masked = maskMessage(message);
      // Whatever is hidden, the result is still JSON.
      assert.doesNotThrow(() => JSON.parse(masked), message);
    }
  });

  it('C08 shows injection strings, which are data, as they are', () => {
    const text = `{"msg":"' OR 1=1; -- <!ENTITY x SYSTEM 'f'> {{7*7}} $(id)"}`;
    assert.equal(maskMessage(text), text);
    const plain = `' OR 1=1; -- <!ENTITY x SYSTEM "f"> {{7*7}} $(id)`;
    assert.equal(maskMessage(plain), plain);
  });

  it('finds a credential by its name at any depth, escaped, in other spellings, and in JSON inside a string', () => {
    const hidden = 'tea-party';
    const inside = JSON.stringify({ password: hidden });
    for (const text of [
      `{"pass\\u0077ord":"${hidden}"}`,
      `{"a":[{"b":{"PassWord":"${hidden}"}}]}`,
      `{"client_secret":"${hidden}"}`,
      `{"X-Api-Key":"${hidden}"}`,
      `{"credentials":{"user":"alice","word":["${hidden}"]}}`,
      `{"password":["${hidden}",{"x":"${hidden}"}]}`,
      `{"sessionId":"${hidden}","Cookie":"a=${hidden}","pin":"${hidden}","csrfToken":"${hidden}"}`,
      `[{"name":"password","value":"${hidden}"}]`,
      `{"msg":${JSON.stringify(inside)}}`,
      `{"msg":${JSON.stringify(JSON.stringify({ msg: inside }))}}`,
      `{"msg":${JSON.stringify(JSON.stringify(JSON.stringify(JSON.stringify(inside))))}}`,
    ]) {
      assert.doesNotThrow(() => JSON.parse(text));
      const masked = maskMessage(text);
      assert.doesNotMatch(masked, /tea|arty/, text);
      assert.doesNotThrow(() => JSON.parse(masked));
    }
  });

  it('hides a long run wherever it is: in values, names, numbers and texts, and where the text is cut off', () => {
    const run = 'Ab9-'.repeat(6);
    for (const text of [
      JSON.stringify({ msg: `see ${run}` }),
      JSON.stringify({ [run]: 1 }),
      JSON.stringify([[run]]),
      `see ${run} there`,
      `${'x'.repeat(380)} ${run}`,
      `{"msg": ${run}`,
    ]) {
      assert.doesNotMatch(maskMessage(text), /Ab9/, text);
    }
    assert.equal(maskMessage('12345678901234567890123'), '"…"');
    assert.equal(maskProse(`see ${run.slice(0, 5)}`, true), 'see …');
    assert.equal(maskProse('see this'), 'see this');
  });

  it('shows nothing of a text that is broken JSON or mentions a credential, since nobody knows where that ends', () => {
    for (const text of [
      '{"password": "tea party',
      '{"a": "tea-party',
      "{'a': 'tea-party'}",
      'my password is tea-party',
      'Authorization: Basic dGVh',
      'wss://bob:tea@lab/',
      'ACCESS_TOKEN=tea-party',
    ]) {
      assert.doesNotMatch(maskMessage(text), /tea|dGVh/, text);
    }
  });

  it('shows only known members and texts if it comes from a stranger', () => {
    const isStranger = true;
    assert.equal(maskMessage(NOT_JSON_EXAMPLE, { isStranger }), NOT_JSON_EXAMPLE);
    assert.equal(maskMessage('unauthenticated', { isStranger }), 'unauthenticated');
    assert.equal(maskMessage('{"msg":"hello"}', { isStranger }), '{"msg":"hello"}');
    assert.equal(
      maskMessage(`{"type":"authenticate","token":"${DEMO_TOKEN}"}`, { isStranger }),
      '{"type":"authenticate","token":"ebfb7ff0…"}',
    );
    for (const text of [
      'hunter2',
      '"hunter2"',
      '{"a":"hunter2"}',
      '{"hunter2":1}',
      '[["hunter2"]]',
      '{"msg":["x"],"b":7777}',
    ]) {
      assert.doesNotMatch(maskMessage(text, { isStranger }), /hunter2|7777/, text);
    }
  });

  it('holds no credential, whatever it looks like and whatever surrounds it', () => {
    const name = fc.constantFrom(
      'token',
      'ticket',
      'password',
      'accessToken',
      'refresh_token',
      'api_key',
      'jwt',
    );
    fc.assert(
      fc.property(secret, name, fc.jsonValue(), fc.boolean(), (value, member, beside, isStranger) => {
        const text = JSON.stringify({ beside: [beside], deep: { [member]: value } });
        const masked: unknown = JSON.parse(maskMessage(text, { isStranger }));
        const found = JSON.stringify(masked).includes(JSON.stringify(value).slice(1, -1));
        const isBeside =
          JSON.stringify(beside).includes(value) || `"beside" "deep" "${member}"`.includes(value);
        assert.ok(!found || isBeside, text);
      }),
    );
  });

  it('takes no longer than its length', () => {
    for (const text of [
      '['.repeat(60_000),
      '"'.repeat(60_000),
      '{"a":'.repeat(12_000),
      `"${'\\"'.repeat(30_000)}"`,
      '://'.repeat(20_000),
      '[1,'.repeat(20_000),
    ]) {
      const ms = cpuMs(() => {
        maskMessage(text, { most: 200 });
        maskMessage(JSON.stringify(text), { most: 200 });
      });
      assert.ok(ms < 300, `${ms} ms for ${text.slice(0, 5)}`);
    }
  });
});
