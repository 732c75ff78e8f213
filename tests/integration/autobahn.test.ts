/**
 * Cases 3 to 7 of the Autobahn test suite, as far as they apply to a server that echoes JSON. Sizes and fragments are
 * in echo.test.ts and properties/frames.test.ts.
 */
import assert from 'node:assert/strict';
import { describe, it, type TestContext } from 'node:test';
import { attackWebSocket, closeFrame, frame, opcodes, text } from '../support/attacker.ts';
import { type RunningLab, startLab } from '../support/lab.ts';
import { tokenMessage } from '../support/limits.ts';

/** Sends frames on an authenticated connection. @returns the code with which it was closed */
async function codeFor(
  t: TestContext,
  { port }: RunningLab,
  ...frames: readonly Buffer[]
): Promise<number | undefined> {
  const attacker = await attackWebSocket(t, port);
  attacker.write(tokenMessage);
  await attacker.until(/Successfully/);
  attacker.write(Buffer.concat(frames));
  const code = closeFrame(await attacker.untilBytes((received) => closeFrame(received) !== undefined))?.code;
  attacker.reset();
  return code;
}

const close = (code: number, reason: Uint8Array = Buffer.alloc(0)) =>
  frame({ opcode: opcodes.close, payload: Buffer.concat([Buffer.from([code >> 8, code & 255]), reason]) });

/** Byte sequences that are not UTF-8, from Markus Kuhn's stress test and the Unicode standard, table 3-7. */
const notUtf8 = [
  ...['80', 'bf', 'c0', 'c1', 'f5', 'fe', 'ff', 'c3', 'e282', 'f09f98'],
  ...['c080', 'c1bf', 'e08080', 'e09fbf', 'f0808080', 'f08fbfbf', 'f8808080af', 'fc80808080af'],
  ...['eda080', 'edadbf', 'edae80', 'edbfbf', 'eda080edb080', 'f4908080', 'f7bfbfbf'],
];

/** Code points at the edges of the ranges, and some that are not characters. */
const utf8 = [
  '7f',
  'c280',
  'dfbf',
  'e0a080',
  'ed9fbf',
  'ee8080',
  'efbfbf',
  'efbfbe',
  'f0908080',
  'f48fbfbf',
  'e280a8',
];

describe('A case of Autobahn', { concurrency: true, timeout: 30_000 }, () => {
  it('3, 4: every reserved bit and every reserved opcode gets 1002', async (t) => {
    const lab = await startLab(t);
    const reserved = [
      ...[1, 2, 3, 4, 5, 6, 7].map((rsv) => frame({ opcode: opcodes.text, payload: '1', rsv })),
      ...[3, 4, 5, 6, 7, 11, 12, 13, 14, 15].map((opcode) => frame({ opcode, payload: '1' })),
    ];
    const codes = await Promise.all(reserved.map((bytes) => codeFor(t, lab, bytes)));
    assert.deepEqual(codes, Array(reserved.length).fill(1002));
  });

  it('6: text that is not UTF-8 gets 1007, whole, in fragments, and behind text that is', async (t) => {
    const lab = await startLab(t);
    const codes = await Promise.all(
      notUtf8.map((hex, index) => {
        const bytes = Buffer.concat([
          Buffer.from('"κόσμε'),
          Buffer.from(hex, 'hex'),
          Buffer.from(index % 2 ? '"' : ''),
        ]);
        const cut = bytes.length - 1 - (index % 3);
        const pieces = [
          frame({ opcode: opcodes.text, payload: bytes.subarray(0, cut), fin: false }),
          frame({ opcode: opcodes.continuation, payload: bytes.subarray(cut) }),
        ];
        return codeFor(t, lab, ...(index % 2 ? pieces : [frame({ opcode: opcodes.text, payload: bytes })]));
      }),
    );
    assert.deepEqual(codes, Array(notUtf8.length).fill(1007));
  });

  it('6: every character comes back, even code points that are not characters', async (t) => {
    const lab = await startLab(t);
    const client = await attackWebSocket(t, lab.port);
    client.write(tokenMessage);
    await client.until(/Successfully/);
    const message = Buffer.concat([
      Buffer.from('"'),
      ...utf8.map((hex) => Buffer.from(hex, 'hex')),
      Buffer.from('"'),
    ]);
    client.write(frame({ opcode: opcodes.text, payload: message }));
    await client.untilBytes((received) => received.includes(message));
  });

  it('7: what comes after a close frame is not answered', async (t) => {
    const lab = await startLab(t);
    const attacker = await attackWebSocket(t, lab.port);
    attacker.write(tokenMessage);
    await attacker.until(/Successfully/);
    attacker.write(
      Buffer.concat([
        close(1000),
        text('"behind"'),
        frame({ opcode: opcodes.ping, payload: 'behind' }),
        close(1001),
      ]),
    );
    const received = await attacker.ended;
    assert.deepEqual(closeFrame(received), { code: 1000, reason: '' });
    assert.equal(received.includes('behind'), false);
  });

  it('7: a valid close code is answered with the same one, any other with 1002', async (t) => {
    const lab = await startLab(t);
    const good = [1000, 1001, 1002, 1003, 1007, 1008, 1009, 1010, 1011, 3000, 3999, 4000, 4999];
    assert.deepEqual(await Promise.all(good.map((code) => codeFor(t, lab, close(code)))), good);
    const bad = [0, 999, 1004, 1005, 1006, 1015, 1016, 1100, 2000, 2999, 5000, 65_535];
    const answers = await Promise.all(bad.map((code) => codeFor(t, lab, close(code))));
    assert.deepEqual(answers, Array(bad.length).fill(1002));
  });

  it('7: a close frame may hold a reason of 123 bytes of UTF-8, or nothing at all', async (t) => {
    const lab = await startLab(t);
    assert.equal(await codeFor(t, lab, frame({ opcode: opcodes.close })), 1005);
    assert.equal(await codeFor(t, lab, close(1000, Buffer.alloc(123, 'x'))), 1000);
    assert.equal(await codeFor(t, lab, close(1000, Buffer.alloc(124, 'x'))), 1002);
    assert.equal(await codeFor(t, lab, close(1000, Buffer.from('ceba80', 'hex'))), 1007);
  });
});
