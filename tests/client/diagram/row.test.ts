/** What one row says of itself. */
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { spoken } from '../../../client/diagram/model/rows.ts';
import { sentences } from '../../../client/words/diagram.ts';
import { closes } from '../../../protocol/outcomes.ts';
import { closeFrame, handshake, rowsOf, tokenAccepted } from './support.ts';

const oneSentence = /^[A-Z](?:[^.!?]|\.(?=\S))*\.$/;

describe('A row', () => {
  const rows = rowsOf([...handshake, ...tokenAccepted]);

  it('has a spoken name with time, direction, what it is and what it carried', () => {
    const token = rows[3];
    assert.ok(token);
    assert.equal(
      spoken(token),
      `0.02 seconds, client to server: text frame, ${token.label.length + 2} bytes, {"token":"ebfb7ff0…"}`,
    );
  });

  it('C05 of the 101 holds key and Accept, to compute one from the other', () => {
    assert.deepEqual(rows[2]?.detail.handshake, {
      key: 'dGhlIHNhbXBsZSBub25jZQ==',
      accept: 's3pPLMBiTxaQ9kYGzzhZRbK+xOo=',
    });
  });

  it('explains itself in one sentence, whatever it is', () => {
    for (const row of rows) assert.match(row.detail.explanation, oneSentence, row.label);
    const all = Object.values(sentences).map((sentence) =>
      typeof sentence === 'string' ? sentence : Reflect.apply(sentence, undefined, ['token']),
    );
    for (const sentence of all) assert.match(sentence, oneSentence);
    for (const { code, reason } of Object.values(closes)) {
      const [close] = rowsOf([closeFrame('server', code, reason)]);
      assert.match(close?.detail.explanation ?? '', oneSentence, reason);
    }
  });
});
