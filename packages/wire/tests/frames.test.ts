import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { setImmediate as turn } from 'node:timers/promises';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import fc from 'fast-check';
import {
  closePayload,
  type Frame,
  FrameReader,
  type FrameToWrite,
  opcodes,
  readClosePayload,
  writeFrame,
} from '../src/index.ts';

const hex = (bytes: string) => Buffer.from(bytes.replaceAll(' ', ''), 'hex');

function read(bytes: Buffer, keep = 1_048_576, sizes: readonly number[] = []): Frame[] {
  const frames: Frame[] = [];
  const reader = new FrameReader((frame) => frames.push(frame), keep);
  let rest = Buffer.from(bytes);
  for (const size of sizes) {
    const piece = Buffer.from(rest.subarray(0, size));
    reader.push(piece);
    // The caller may reuse the memory of the bytes.
    piece.fill(0xaa);
    rest = rest.subarray(size);
  }
  reader.push(rest);
  return frames;
}

/** The examples of RFC 6455, section 5.7. */
const examples: readonly [string, FrameToWrite, Buffer][] = [
  ['a text', { opcode: opcodes.text, payload: 'Hello' }, hex('81 05 48 65 6c 6c 6f')],
  [
    'a masked text',
    { opcode: opcodes.text, payload: 'Hello', maskingKey: hex('37 fa 21 3d') },
    hex('81 85 37 fa 21 3d 7f 9f 4d 51 58'),
  ],
  ['a first fragment', { opcode: opcodes.text, payload: 'Hel', fin: false }, hex('01 03 48 65 6c')],
  ['a last fragment', { opcode: opcodes.continuation, payload: 'lo' }, hex('80 02 6c 6f')],
  ['a ping', { opcode: opcodes.ping, payload: 'Hello' }, hex('89 05 48 65 6c 6c 6f')],
  [
    'a masked pong',
    { opcode: opcodes.pong, payload: 'Hello', maskingKey: hex('37 fa 21 3d') },
    hex('8a 85 37 fa 21 3d 7f 9f 4d 51 58'),
  ],
  [
    '256 bytes',
    { opcode: opcodes.binary, payload: Buffer.alloc(256, 7) },
    Buffer.concat([hex('82 7e 01 00'), Buffer.alloc(256, 7)]),
  ],
  [
    '64 KiB',
    { opcode: opcodes.binary, payload: Buffer.alloc(65_536, 7) },
    Buffer.concat([hex('82 7f 00 00 00 00 00 01 00 00'), Buffer.alloc(65_536, 7)]),
  ],
];

describe('Frames', () => {
  for (const [what, frame, bytes] of examples) {
    it(`are written and read as RFC 6455 shows them: ${what}`, () => {
      assert.deepEqual(writeFrame(frame), bytes);
      const [found, ...others] = read(bytes);
      assert.deepEqual(others, []);
      assert.equal(found?.opcode, frame.opcode);
      assert.equal(found?.fin, frame.fin ?? true);
      assert.deepEqual(found?.payload, Buffer.from(frame.payload ?? ''));
      assert.deepEqual(found?.maskingKey, frame.maskingKey && new Uint8Array(frame.maskingKey));
      assert.equal(found?.headerLength, bytes.length - Buffer.byteLength(frame.payload ?? ''));
    });
  }

  it('can be written broken', () => {
    const write = (frame: Partial<FrameToWrite>) =>
      writeFrame({ opcode: opcodes.text, payload: 'a', ...frame });
    assert.deepEqual(write({ rsv: 7 }), hex('f1 01 61'));
    assert.deepEqual(write({ opcode: 3 }), hex('83 01 61'));
    assert.deepEqual(write({ opcode: opcodes.ping, fin: false }), hex('09 01 61'));
    assert.deepEqual(write({ claimedLength: 2 ** 30 }), hex('81 7f 00 00 00 00 40 00 00 00 61'));
    assert.deepEqual(write({ claimedLength: 0 }), hex('81 00 61'));
    assert.deepEqual(write({ lengthBytes: 2 }), hex('81 7e 00 01 61'));
    assert.deepEqual(write({ lengthBytes: 8 }), hex('81 7f 00 00 00 00 00 00 00 01 61'));
  });

  it('are read as they were written, in whatever pieces their bytes arrive', () => {
    const frames = fc.array(
      fc.record(
        {
          fin: fc.boolean(),
          rsv: fc.nat(7),
          opcode: fc.nat(15),
          payload: fc.oneof(
            fc.uint8Array({ maxLength: 200 }),
            fc.constantFrom(125, 126, 127, 65_535, 65_536).map((size) => new Uint8Array(size).fill(size)),
          ),
          maskingKey: fc.option(fc.uint8Array({ minLength: 4, maxLength: 4 }), { nil: undefined }),
        },
        { noNullPrototype: true },
      ),
      { maxLength: 6 },
    );
    const property = fc.property(frames, fc.array(fc.nat(70_000)), (sent, sizes) => {
      const found = read(Buffer.concat(sent.map(writeFrame)), 1_048_576, sizes);
      assert.deepEqual(
        found.map(({ fin, rsv, opcode, payload, maskingKey }) => ({
          fin,
          rsv,
          opcode,
          payload: new Uint8Array(payload),
          maskingKey,
        })),
        sent,
      );
    });
    fc.assert(property, { numRuns: 30 });
  });

  it('are also read when their bytes arrive one by one', () => {
    const bytes = writeFrame({
      opcode: opcodes.text,
      payload: 'x'.repeat(300),
      maskingKey: hex('01 02 03 04'),
    });
    const [frame] = read(bytes, 1000, new Array(bytes.length).fill(1));
    assert.equal(frame?.payload.toString(), 'x'.repeat(300));
  });

  it('have no more of their payload kept than the reader is told to keep, and state its whole length', () => {
    const long = writeFrame({ opcode: opcodes.text, payload: 'abcdefgh', maskingKey: hex('01 02 03 04') });
    const next = writeFrame({ opcode: opcodes.text, payload: 'next' });
    for (const sizes of [[], [8, 3], new Array(14).fill(1)]) {
      const frames = read(Buffer.concat([long, next]), 5, sizes);
      assert.deepEqual(
        frames.map(({ length, payload }) => [length, payload.toString()]),
        [
          [8, 'abcde'],
          [4, 'next'],
        ],
      );
    }
  });

  it('take no memory for a length that is only claimed', async () => {
    const reader = new FrameReader(() => assert.fail('a frame without its payload'), 1024);
    reader.push(writeFrame({ opcode: opcodes.binary, claimedLength: 2 ** 40 }));
    setFlagsFromString('--expose-gc');
    const collect: unknown = runInNewContext('gc');
    assert.ok(typeof collect === 'function');
    collect();
    const before = process.memoryUsage().arrayBuffers;
    for (let sent = 0; sent < 1000; sent++) reader.push(Buffer.alloc(65_536));
    const taken = () => process.memoryUsage().arrayBuffers - before;
    // What has been read and forgotten may lie about for a while.
    for (let rounds = 0; rounds < 20 && taken() >= 40_000_000; rounds++) {
      collect();
      await turn();
    }
    assert.ok(taken() < 40_000_000);
  });

  it('hold a code and a reason if they are close frames, or nothing', () => {
    assert.deepEqual(readClosePayload(closePayload(3000, 'né')), { code: 3000, reason: 'né' });
    assert.deepEqual(readClosePayload(closePayload(1000)), { code: 1000, reason: '' });
    assert.deepEqual(readClosePayload(Buffer.alloc(0)), { code: 1005, reason: '' });
  });
});
