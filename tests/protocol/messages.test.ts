import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import {
  formatTokenMessage,
  parseJson,
  parseObject,
  parseTokenMessage,
  stringMember,
} from '../../protocol/messages.ts';
import { parseAuthenticateMessage } from '../../protocol/typed-messages.ts';
import { firstMessages, jsonText } from '../support/arbitraries.ts';

const texts = fc.oneof(fc.string({ unit: 'binary' }), jsonText, firstMessages('secret'));

describe('The parsers of messages', () => {
  it('answer any text with a value or with a problem in our own words', () => {
    fc.assert(
      fc.property(texts, (text) => {
        for (const parse of [parseJson, parseObject, parseTokenMessage, parseAuthenticateMessage]) {
          const parsed = parse(text);
          if (parsed.ok) assert.notEqual(parsed.value, undefined);
          else assert.match(parsed.problem, /^(no|not|type|token) ?[\w ]*$/);
        }
      }),
    );
  });

  it('read any token from the message that was written for it', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (token) => {
        assert.deepEqual(parseTokenMessage(formatTokenMessage(token)), { ok: true, value: token });
      }),
    );
  });

  it('find members of an object and never those of all objects', () => {
    fc.assert(
      fc.property(
        fc.string(),
        fc.constantFrom('toString', 'constructor', '__proto__', 'token'),
        (value, name) => {
          assert.equal(stringMember({}, name).ok, false);
          assert.equal(stringMember(JSON.parse(`{"__proto__":{"token":"x"}}`), 'token').ok, false);
          const object: object = JSON.parse(`{${JSON.stringify(name)}:${JSON.stringify(value)}}`);
          assert.deepEqual(stringMember(object, name), { ok: true, value });
        },
      ),
    );
  });
});
