import assert from 'node:assert/strict';
import { it } from 'node:test';
import { sameSecret } from '../src/same-secret.ts';

it('sameSecret is true for equal texts and false for any other, whatever the length', () => {
  assert.equal(sameSecret('secret', 'secret'), true);
  assert.equal(sameSecret('', ''), true);
  for (const other of ['', 's', 'secreT', 'secret ', 'secret\0', 'x'.repeat(100_000), 'ſecret', '\ud800']) {
    assert.equal(sameSecret('secret', other), false, JSON.stringify(other.slice(0, 20)));
  }
});
