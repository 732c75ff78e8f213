import assert from 'node:assert/strict';
import { it } from 'node:test';
import { closes, explainClose } from '../../protocol/outcomes.ts';

it('every close reason fits a close frame, in bytes, and its code may be sent', () => {
  for (const { code, reason } of Object.values(closes)) {
    assert.ok(Buffer.byteLength(reason) <= 123, reason);
    // RFC 6455, section 7.4: 1004 to 1006 and 1015 never stand in a frame.
    assert.ok(
      (code >= 1000 && code <= 1014 && ![1004, 1005, 1006].includes(code)) || (code >= 3000 && code <= 4999),
    );
  }
});

it('every close is explained: ours in its own words, others by their code', () => {
  assert.equal(explainClose(1011, 'unauthenticated'), closes.unauthenticated.words);
  assert.notEqual(explainClose(1011, 'something else'), closes.unauthenticated.words);
  assert.match(explainClose(4242, ''), /4242/);
});
