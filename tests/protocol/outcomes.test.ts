import assert from 'node:assert/strict';
import { it } from 'node:test';
import { closes, explainClose, outcomeOfClose, standardCloses } from '../../protocol/outcomes.ts';
import { outcomeOfRefusal, refusals } from '../../protocol/refusals.ts';

it('every close reason fits a close frame, in bytes, and its code may be sent', () => {
  for (const { code, reason } of Object.values(closes)) {
    assert.ok(Buffer.byteLength(reason) <= 123, reason);
    // RFC 6455, section 7.4: 1004 to 1006 and 1015 are never sent in a frame.
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

it('C28 one table says after which end a client may come back by itself', () => {
  for (const { code, reason, retry } of Object.values(closes)) {
    assert.equal(outcomeOfClose(code, reason).retry, retry, `${code} ${reason}`);
  }
  const passing = Object.keys(standardCloses).filter((code) => outcomeOfClose(Number(code), '').retry);
  assert.deepEqual(passing, ['1001', '1006', '1012', '1013', '1014']);
  for (const code of [1011, 1015, 3000, 3999, 4001])
    assert.equal(outcomeOfClose(code, 'foreign').retry, false);
});

it('C28 a refusal before the 101 is known by its status and its sentence', () => {
  for (const { status, words, retry } of Object.values(refusals)) {
    assert.equal(outcomeOfRefusal(status, words).retry, retry, words);
  }
  assert.equal(outcomeOfRefusal(503, 'in other words').retry, true);
  // One of those with this status may not be retried.
  assert.equal(outcomeOfRefusal(429, 'in other words').retry, false);
  assert.equal(outcomeOfRefusal(418, '').retry, false);
});
