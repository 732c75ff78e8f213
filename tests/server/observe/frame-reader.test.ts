import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import type { FrameFacts } from '../../../protocol/trace.ts';
import { FrameReader } from '../../../server/observe/frame-reader.ts';
import { clientBytes, cutAt, cuts } from '../../support/arbitraries.ts';
import { frame } from '../../support/attacker.ts';

function read(pieces: readonly Buffer[]): FrameFacts[] {
  const facts: FrameFacts[] = [];
  const reader = new FrameReader(
    (one) => facts.push(one),
    (text, isCut) => `${text}${isCut ? ' (cut)' : ''}`,
  );
  for (const piece of pieces) reader.push(piece);
  return facts;
}

describe('The reader of frames on the wire', () => {
  it('reads any bytes, and the same frames in whatever pieces they arrive', () => {
    fc.assert(
      fc.property(fc.oneof(fc.uint8Array({ maxLength: 300 }), clientBytes), cuts, (bytes, places) => {
        const whole = Buffer.from(bytes);
        const facts = read([whole]);
        assert.deepEqual(read(cutAt(whole, places)), facts);
        assert.deepEqual(read([...whole].map((byte) => Buffer.of(byte))), facts);
        for (const { length, headerLength, text } of facts) {
          assert.ok(headerLength >= 2 && headerLength <= 14);
          assert.ok(length >= 0 && text.length <= 8192 + ' (cut)'.length);
        }
      }),
    );
  });

  it('shows every field as it was written, even if that breaks the protocol', () => {
    const fields = fc.record({
      fin: fc.boolean(),
      rsv: fc.nat(7),
      opcode: fc.nat(15),
      masked: fc.boolean(),
      lengthBytes: fc.constantFrom(2, 8),
      payload: fc.uint8Array({ maxLength: 200 }),
    });
    fc.assert(
      fc.property(fields, ({ payload, lengthBytes, ...rest }) => {
        const [facts, ...more] = read([frame({ ...rest, lengthBytes, payload })]);
        assert.ok(facts && more.length === 0);
        const { text: _text, closeCode: _closeCode, maskingKey, shownBytes = 0, ...shown } = facts;
        assert.equal(maskingKey?.length, rest.masked ? 8 : undefined);
        assert.ok(shownBytes <= payload.length);
        const headerLength = 2 + lengthBytes + (rest.masked ? 4 : 0);
        assert.deepEqual(shown, { ...rest, length: payload.length, headerLength });
      }),
    );
  });
});
