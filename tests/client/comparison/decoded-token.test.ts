import assert from 'node:assert/strict';
import { it } from 'node:test';
import { decodePart } from '../../../client/comparison/decode.ts';

it('an access token is read without its signature, and nothing else is taken for one', () => {
  const part = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url');
  assert.deepEqual(JSON.parse(decodePart(part({ sub: 'alïce?>', exp: 1 }))), { sub: 'alïce?>', exp: 1 });
  for (const other of ['', 'c2lnbmF0dXJl', '%', 'e30']) {
    assert.equal(decodePart(other), other === 'e30' ? '{}' : '');
  }
});
