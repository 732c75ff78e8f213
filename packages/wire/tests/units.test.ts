import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { cutter, headLength, recordLength } from '../src/index.ts';

describe('The cutter', () => {
  it('returns whole units, however the bytes arrive', () => {
    const cut = cutter((bytes) => (bytes.length === 0 ? undefined : 1 + (bytes[0] ?? 0)));
    const units = (...bytes: number[]) => cut(Buffer.from(bytes)).map((unit) => [...unit]);
    assert.deepEqual(units(0, 1), [[0]]);
    assert.deepEqual(units(7, 2, 8), [[1, 7]]);
    assert.deepEqual(units(9, 0), [[2, 8, 9], [0]]);
    assert.deepEqual(units(), []);
  });

  it('does not hold an endless unit', () => {
    const endless = cutter(() => undefined, 100);
    assert.deepEqual(endless(Buffer.alloc(100)), []);
    assert.throws(() => endless(Buffer.alloc(1)), /a unit of more than 100 bytes/);
    assert.throws(() => cutter(() => 101, 100)(Buffer.alloc(1)), /a unit of more than 100 bytes/);
  });

  it('knows the length of TLS records and of HTTP heads', () => {
    assert.equal(recordLength(Buffer.from([22, 3, 1, 0])), undefined);
    assert.equal(recordLength(Buffer.from([22, 3, 1, 1, 2])), 5 + 258);
    assert.equal(headLength(Buffer.from('GET / HTTP/1.1\r\n\r')), undefined);
    assert.equal(headLength(Buffer.from('GET / HTTP/1.1\r\n\r\nbody')), 18);
  });
});
