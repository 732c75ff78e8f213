import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { DEMO_TOKEN } from '../../../protocol/messages.ts';
import { maskTarget, printable } from '../../../server/observe/redact.ts';

describe('Text on its way to a log', () => {
  it('stays on one line and moves no cursor, whatever it holds', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 1000 }), (text) => {
        assert.doesNotMatch(printable(text), /[\p{Cc}\p{Zl}\p{Zp}\p{Bidi_Control}]/u);
      }),
    );
  });

  it('is at most 200 characters, and an ellipsis', () => {
    assert.equal(printable('ab '.repeat(1000)).length, 201);
  });

  it('C08 shows injection strings as they are', () => {
    const text = `' OR 1=1; -- <!ENTITY x SYSTEM "f"> {{7*7}} $(id)`;
    assert.equal(printable(text), text);
  });

  it('takes no longer than its length for a target that is all question marks', () => {
    const start = performance.now();
    maskTarget(`/?trace=x&${'?'.repeat(16_000)}`);
    assert.ok(performance.now() - start < 100, `${performance.now() - start} ms`);
    assert.equal(maskTarget('/??a?token=secret&b=c'), '/??a?token=…&b=…');
  });

  it('holds no credential, wherever it stands', () => {
    for (let before = 0; before < 420; before++) {
      const shown = printable(`${'. '.repeat(before / 2)}${DEMO_TOKEN}`);
      assert.doesNotMatch(shown, /ebfb7ff0-/, `after ${before} characters`);
    }
    assert.equal(printable('{"token":"short"}'), '{"token":"…"}');
    assert.equal(printable('{"ticket" : "short","msg":"a"}'), '{"ticket" : "…","msg":"a"}');
  });
});
