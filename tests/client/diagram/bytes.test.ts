import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { writeFrame as encode } from '@websocket-auth-lab/wire';
import { bytesOf } from '../../../client/diagram/detail/bytes.ts';
import { DEMO_TOKEN, formatTokenMessage } from '../../../protocol/messages.ts';
import type { FrameFacts } from '../../../protocol/trace.ts';
import { FrameReader } from '../../../server/observe/frame-reader.ts';
import { printable } from '../../../server/observe/redact.ts';

/** What the server tells of these bytes. */
function toldOf(bytes: Uint8Array): FrameFacts {
  const told: FrameFacts[] = [];
  const reader = new FrameReader(
    (frame) => told.push(frame),
    (text, isCut) => printable(text, { isCut, isStranger: false }),
  );
  reader.push(Buffer.from(bytes));
  const [frame] = told;
  assert.ok(frame);
  return frame;
}

const hex = (bytes: Uint8Array) => Buffer.from(bytes).toString('hex');
const bare = (lines: readonly string[]) => lines.join(' ').replaceAll(' ', '');

describe('The bytes of a frame', () => {
  it('are those of RFC 6455, section 5.7: a masked "Hello"', () => {
    const bytes = Uint8Array.from([0x81, 0x85, 0x37, 0xfa, 0x21, 0x3d, 0x7f, 0x9f, 0x4d, 0x51, 0x58]);
    assert.deepEqual(bytesOf(toldOf(bytes)), {
      header: '81 85',
      key: '37 fa 21 3d',
      travelled: ['7f 9f 4d 51 58'],
      plain: [`${'48 65 6c 6c 6f'.padEnd(48)} Hello`],
      hidden: 0,
    });
  });

  it('are what was on the wire, whatever the length, text, code or mask', () => {
    const maskingKey = Uint8Array.from([1, 2, 3, 250]);
    const echo = (length: number) => Buffer.from(JSON.stringify({ msg: 'hello '.repeat(length) }));
    for (const [opcode, payload] of [
      [1, echo(1)],
      [1, echo(30)],
      [1, Buffer.from('{"msg":"grüß dich"}')],
      [8, Buffer.from('03e8', 'hex')],
      [8, Buffer.from('03f3756e61757468656e74696361746564', 'hex')],
      [9, Buffer.from('{"msg":"are you there"}')],
    ] as const) {
      for (const key of [maskingKey, undefined]) {
        const bytes = encode({ opcode, payload, ...(key && { maskingKey: key }) });
        const shown = bytesOf(toldOf(bytes));
        assert.equal(shown.hidden, 0);
        const whole = bare([shown.header, shown.key ?? '', ...shown.travelled]);
        assert.equal(whole, hex(bytes));
      }
    }
  });

  it('end where a credential begins to be hidden, and show none of a binary message', () => {
    const payload = Buffer.from(formatTokenMessage(DEMO_TOKEN));
    const maskingKey = Uint8Array.from([9, 9, 9, 9]);
    const { travelled, plain, hidden } = bytesOf(toldOf(encode({ opcode: 1, payload, maskingKey })));
    const shownBytes = '{"token":"ebfb7ff0'.length;
    assert.equal(hidden, payload.length - shownBytes);
    assert.equal(bare(travelled).length, 2 * shownBytes);
    assert.ok(!plain.join('').includes(DEMO_TOKEN.slice(8, 12)));
    const binary = bytesOf(toldOf(encode({ opcode: 2, payload, maskingKey })));
    assert.deepEqual([binary.plain, binary.hidden], [[], payload.length]);
  });
});
