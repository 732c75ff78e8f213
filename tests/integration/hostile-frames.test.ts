import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { DEMO_TOKEN } from '../../protocol/messages.ts';
import {
  attack,
  attackWebSocket,
  closeFrame,
  type Frame,
  frame,
  opcodes,
  text,
  upgradeRequest,
} from '../support/attacker.ts';
import { connect } from '../support/client.ts';
import { type RunningLab, startLab } from '../support/lab.ts';

const tokenMessage = `{"token":"${DEMO_TOKEN}"}`;
const unauthenticated = { code: 1011, reason: 'unauthenticated' };

/** The same process still serves an honest client. */
async function assertServes(t: Parameters<typeof connect>[0], lab: RunningLab): Promise<void> {
  const client = await connect(t, lab.urls.webSocket);
  client.send(tokenMessage);
  assert.equal(await client.next(), 'Successfully authenticated.');
}

describe('A hostile client', { concurrency: true }, () => {
  it('is answered when its first frame comes in the same segment as the handshake', async (t) => {
    const lab = await startLab(t);
    const attacker = await attack(t, lab.port);
    attacker.write(Buffer.concat([Buffer.from(upgradeRequest()), text(tokenMessage), text('{"msg":1}')]));
    assert.match(await attacker.until(/\{"msg":1\}$/), /101 Switching.*Successfully authenticated\./s);
  });

  it('gets nothing for a valid token after a refused message', async (t) => {
    const lab = await startLab(t);
    const attacker = await attackWebSocket(t, lab.port);
    attacker.write(Buffer.concat([text('{"token":"wrong"}'), text(tokenMessage), text('{"msg":1}')]));
    const received = await attacker.ended;
    assert.deepEqual(closeFrame(received), unauthenticated);
    assert.doesNotMatch(received.toString('latin1'), /Successfully|msg/);
  });

  it('cannot pass the deadline with a first message that arrives byte by byte', async (t) => {
    const lab = await startLab(t, { authDeadlineMs: 300 });
    const attacker = await attackWebSocket(t, lab.port);
    const bytes = text(tokenMessage.padEnd(4096));
    let sent = 0;
    const drip = setInterval(() => attacker.write(bytes.subarray(sent, ++sent)), 5);
    t.after(() => clearInterval(drip));
    assert.deepEqual(closeFrame(await attacker.ended), unauthenticated);
  });

  it('cannot pass the deadline with pings or empty fragments', async (t) => {
    const lab = await startLab(t, { authDeadlineMs: 200 });
    for (const traffic of [
      frame({ opcode: opcodes.ping, payload: 'x' }),
      frame({ opcode: opcodes.continuation, fin: false }),
    ]) {
      const attacker = await attackWebSocket(t, lab.port);
      if (traffic[0] === 0) attacker.write(frame({ opcode: opcodes.text, fin: false }));
      const flood = setInterval(() => attacker.write(traffic), 5);
      t.after(() => clearInterval(flood));
      assert.deepEqual(closeFrame(await attacker.ended), unauthenticated);
    }
  });

  it('is cut off within a second when it never answers the close frame', async (t) => {
    const lab = await startLab(t);
    const attacker = await attackWebSocket(t, lab.port);
    const start = performance.now();
    attacker.write(text('nonsense'));
    // It neither answers nor ends the connection, so only the server can.
    await attacker.ended;
    // ws alone waits for thirty seconds.
    assert.ok(performance.now() - start < 10_000, `ended after ${performance.now() - start} ms`);
  });

  const violations: Record<string, { frames: Frame[]; code: number }> = {
    'an unmasked frame': {
      frames: [{ opcode: opcodes.text, payload: tokenMessage, masked: false }],
      code: 1002,
    },
    'a reserved bit': { frames: [{ opcode: opcodes.text, payload: tokenMessage, rsv: 4 }], code: 1002 },
    'a reserved opcode': { frames: [{ opcode: 3, payload: 'x' }], code: 1002 },
    'a reserved control opcode': { frames: [{ opcode: 11, payload: 'x' }], code: 1002 },
    'a control frame of 126 bytes': {
      frames: [{ opcode: opcodes.ping, payload: 'x'.repeat(126) }],
      code: 1002,
    },
    'a control frame in fragments': {
      frames: [{ opcode: opcodes.ping, payload: 'x', fin: false }],
      code: 1002,
    },
    'a continuation of nothing': { frames: [{ opcode: opcodes.continuation, payload: 'x' }], code: 1002 },
    'a new message inside another': {
      frames: [
        { opcode: opcodes.text, payload: 'a', fin: false },
        { opcode: opcodes.text, payload: 'b' },
      ],
      code: 1002,
    },
    'text that is not UTF-8': {
      frames: [{ opcode: opcodes.text, payload: Buffer.from([0xc3, 0x28]) }],
      code: 1007,
    },
    'a message over 64 KiB': { frames: [{ opcode: opcodes.text, claimedLength: 65_537 }], code: 1009 },
    'a length of 2^53': { frames: [{ opcode: opcodes.text, claimedLength: 2 ** 53 }], code: 1009 },
    'a close frame of one byte': { frames: [{ opcode: opcodes.close, payload: 'x' }], code: 1002 },
    'a close code that nobody may send': {
      frames: [{ opcode: opcodes.close, payload: Buffer.from([0x03, 0xee]) }],
      code: 1002,
    },
    'a message of 129 fragments': {
      frames: [
        { opcode: opcodes.text, payload: 'x', fin: false },
        ...Array.from({ length: 128 }, () => ({ opcode: opcodes.continuation, payload: 'x', fin: false })),
      ],
      code: 1008,
    },
  };
  for (const [what, { frames, code }] of Object.entries(violations)) {
    it(`gets close code ${code} for ${what}, and the server goes on`, async (t) => {
      const lab = await startLab(t);
      const attacker = await attackWebSocket(t, lab.port);
      attacker.write(Buffer.concat(frames.map(frame)));
      assert.equal(closeFrame(await attacker.ended)?.code, code);
      await assertServes(t, lab);
    });
  }

  it('that sends a frame in more than a thousand pieces gets 1008', async (t) => {
    const lab = await startLab(t);
    const attacker = await attackWebSocket(t, lab.port);
    // Each piece is a TLS record, which the server keeps as a buffer until the frame is complete.
    for (const byte of text('x'.repeat(1500))) {
      await new Promise((resolve) => attacker.socket.write(Buffer.of(byte), resolve));
    }
    assert.equal(closeFrame(await attacker.ended)?.code, 1008);
    await assertServes(t, lab);
  });

  it('that resets during the check or with the close frame under way leaves nothing behind', async (t) => {
    const lab = await startLab(t);
    for (const message of [tokenMessage, 'nonsense', '']) {
      const attacker = await attackWebSocket(t, lab.port);
      if (message) attacker.write(text(message));
      attacker.reset();
      await attacker.ended;
    }
    await assertServes(t, lab);
  });

  it('cannot delay a shutdown, whatever it leaves unanswered', async (t) => {
    const lab = await startLab(t);
    const silent = await attackWebSocket(t, lab.port);
    const tcpOnly = await attack(t, lab.port, { tls: false });
    const tlsOnly = await attack(t, lab.port);
    const start = performance.now();
    await lab.close();
    await Promise.all([silent.ended, tcpOnly.ended, tlsOnly.ended]);
    assert.ok(performance.now() - start < 10_000, `closed after ${performance.now() - start} ms`);
  });
});
