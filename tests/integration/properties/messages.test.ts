import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { AUTHENTICATED_TEXT, DEMO_TOKEN } from '../../../protocol/messages.ts';
import { firstMessages, jsonText } from '../../support/arbitraries.ts';
import { attackWebSocket, frame, opcodes, text } from '../../support/attacker.ts';
import { connect } from '../../support/client.ts';
import { startLab } from '../../support/lab.ts';

/** Everything that a refused client gets. */
const refusal = frame({
  opcode: opcodes.close,
  payload: Buffer.concat([Buffer.from([0x03, 0xf3]), Buffer.from('unauthenticated')]),
  masked: false,
});
const acknowledgement = frame({ opcode: opcodes.text, payload: AUTHENTICATED_TEXT, masked: false });

/** The profile in other words than the server's. */
function isCredential(message: string): boolean {
  if (Buffer.byteLength(message) > 4096) return false;
  try {
    const value: unknown = JSON.parse(message);
    return value instanceof Object && !Array.isArray(value) && Object.entries(value).some(isToken);
  } catch {
    return false;
  }
}

function isToken([name, value]: [string, unknown]): boolean {
  return name === 'token' && value === DEMO_TOKEN;
}

describe('Whatever a client sends', { timeout: 60_000 }, () => {
  it('first: it is let in with the credential, and gets the same bytes for anything else', async (t) => {
    const lab = await startLab(t, { authFailuresPerMinute: 0 });
    const honest = await connect(t, lab.urls.webSocket);
    honest.send(`{"token":"${DEMO_TOKEN}"}`);
    await honest.next();
    const first = fc.tuple(
      firstMessages(DEMO_TOKEN),
      fc.constantFrom(opcodes.text, opcodes.text, opcodes.binary),
    );
    await fc.assert(
      fc.asyncProperty(fc.array(first, { minLength: 4, maxLength: 8 }), async (messages) => {
        const answering = messages.map(async ([payload, opcode]) => {
          const attacker = await attackWebSocket(t, lab.port);
          attacker.write(frame({ opcode, payload }));
          const received = await attacker.untilBytes((so) =>
            /Successfully|unauthenticated/.test(so.toString('latin1')),
          );
          attacker.reset();
          return received.subarray(received.indexOf('\r\n\r\n') + 4);
        });
        // Meanwhile an authenticated client is served.
        honest.send('"still here"');
        assert.equal(await honest.next(), '"still here"');
        const answers = await Promise.all(answering);
        for (const [index, [payload, opcode]] of messages.entries()) {
          // A lone surrogate is not text: on the wire it becomes a replacement character.
          const isRight = opcode === opcodes.text && isCredential(Buffer.from(payload).toString());
          assert.deepEqual(answers[index], isRight ? acknowledgement : refusal);
        }
      }),
      { numRuns: 25, timeout: 10_000 },
    );
  });

  it('later: JSON comes back byte for byte', async (t) => {
    const lab = await startLab(t, { messageRate: 0 });
    const client = await attackWebSocket(t, lab.port);
    client.write(text(`{"token":"${DEMO_TOKEN}"}`));
    let before = (await client.until(/Successfully authenticated\.$/)).length;
    await fc.assert(
      fc.asyncProperty(fc.array(jsonText, { minLength: 1, maxLength: 10 }), async (messages) => {
        const frames = (masked: boolean) =>
          Buffer.concat(messages.map((payload) => frame({ opcode: opcodes.text, payload, masked })));
        const expected = frames(false);
        client.write(frames(true));
        const received = await client.untilBytes((so) => so.length >= before + expected.length);
        assert.deepEqual(received.subarray(before), expected);
        before = received.length;
      }),
      { numRuns: 60, timeout: 10_000 },
    );
  });
});
