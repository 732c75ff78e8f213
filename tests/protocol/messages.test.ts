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
import {
  formatAuthenticate,
  formatChallenge,
  formatRefresh,
  parseAuthenticateMessage,
  parseChallenge,
  parseProofMessage,
  provenTokenIn,
} from '../../protocol/typed-messages.ts';
import { shownIn } from '../../server/auth/tokens/bound-tokens.ts';
import { firstMessages, jsonText } from '../support/arbitraries.ts';

const texts = fc.oneof(fc.string({ unit: 'binary' }), jsonText, firstMessages('secret'));

const parsers = [
  parseJson,
  parseObject,
  parseTokenMessage,
  parseAuthenticateMessage,
  parseProofMessage,
  parseChallenge,
];

describe('The parsers of messages', () => {
  it('answer any text with a value or with a problem in our own words', () => {
    fc.assert(
      fc.property(texts, (text) => {
        for (const parse of parsers) {
          const parsed = parse(text);
          if (parsed.ok) assert.notEqual(parsed.value, undefined);
          else assert.match(parsed.problem, /^(no|not|type|token|proof|nonce) ?[\w ]*$/);
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

  it('read any nonce, and any token and proof, from the messages that were written for them', () => {
    const part = fc.string({ unit: 'binary' }).filter((text) => !text.includes(' '));
    fc.assert(
      fc.property(part, part, (token, proof) => {
        assert.deepEqual(parseChallenge(formatChallenge(token)), { ok: true, value: token });
        const first = parseProofMessage(formatAuthenticate(token, proof));
        assert.deepEqual(first.ok && shownIn(first.value), { token, proof });
        const renewal = provenTokenIn(JSON.parse(formatRefresh(token, proof)));
        assert.deepEqual(renewal, first);
        assert.deepEqual(parseProofMessage(formatAuthenticate(token)), { ok: false, problem: 'no proof' });
        assert.equal(parseProofMessage(formatRefresh(token, proof)).ok, false);
        assert.equal(parseChallenge(formatAuthenticate(token, proof)).ok, false);
      }),
    );
  });

  it('take no credential apart in another way than it was put together', () => {
    const any = fc.string({ unit: 'binary' });
    fc.assert(
      fc.property(any, any, (token, proof) => {
        const message = parseProofMessage(formatAuthenticate(token, proof));
        if (!message.ok) return;
        const shown = shownIn(message.value);
        // Who writes a space into the token makes a proof with a space of it, which is none.
        assert.equal(`${shown.token} ${shown.proof}`, `${token} ${proof}`);
        assert.equal(shown.token.includes(' '), false);
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
