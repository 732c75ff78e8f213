import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { AUTHENTICATED_TEXT, DEMO_TOKEN } from '../../../protocol/messages.ts';
import { clientBytes, cutAt, cuts } from '../../support/arbitraries.ts';
import { type Attacker, attackWebSocket, text } from '../../support/attacker.ts';
import { startLab } from '../../support/lab.ts';
import { answerTo, readServer, type Said } from '../../support/rfc6455.ts';

const token = text(`{"token":"${DEMO_TOKEN}"}`);
const allowed = [1002, 1003, 1007, 1008, 1009, 1011];

/** What the server has sent since its 101; `undefined` if a frame is incomplete. */
function heard(received: Buffer): Said | undefined {
  try {
    return readServer(received.subarray(received.indexOf('\r\n\r\n') + 4));
  } catch {
    return undefined;
  }
}

/** Each piece as a TLS record of its own. */
async function writePieces({ socket }: Attacker, bytes: Buffer, places: readonly number[]): Promise<void> {
  for (const piece of cutAt(bytes, places)) {
    await new Promise((resolve) => socket.write(piece, resolve));
  }
}

describe('Whatever frames a client sends', { timeout: 60_000 }, () => {
  it('it is answered as RFC 6455 requires once it is authenticated', async (t) => {
    const lab = await startLab(t);
    await fc.assert(
      fc.asyncProperty(clientBytes, cuts, async (bytes, places) => {
        const attacker = await attackWebSocket(t, lab.port);
        attacker.write(token);
        await attacker.until(/Successfully authenticated\.$/);
        const expected = answerTo(bytes);
        expected.texts.unshift(Buffer.from(AUTHENTICATED_TEXT));
        await writePieces(attacker, bytes, places);
        const received = await attacker.untilBytes((so) => {
          const said = heard(so);
          return expected.code === undefined
            ? said?.texts.length === expected.texts.length && said.pongs.length === expected.pongs.length
            : said?.code !== undefined;
        });
        attacker.socket.end();
        assert.deepEqual(heard(received), expected);
        assert.deepEqual(heard(await attacker.ended), expected, 'nothing comes behind');
      }),
      { numRuns: 60, timeout: 10_000 },
    );
  });

  it('nothing is echoed before the acknowledgement, and the connection ends with a code for it', async (t) => {
    const lab = await startLab(t);
    await fc.assert(
      fc.asyncProperty(clientBytes, cuts, async (bytes, places) => {
        const attacker = await attackWebSocket(t, lab.port);
        await writePieces(attacker, bytes, places);
        // A message that was left open ends with this, and is not a credential.
        await writePieces(attacker, Buffer.concat([text('1'), text('1')]), []);
        attacker.socket.end();
        const said = heard(await attacker.ended);
        assert.ok(said);
        assert.deepEqual(said.texts, []);
        if (said.code !== undefined && said.code !== answerTo(bytes).code)
          assert.ok(allowed.includes(said.code));
      }),
      { numRuns: 60, timeout: 10_000 },
    );
    const honest = await attackWebSocket(t, lab.port);
    honest.write(token);
    await honest.until(/Successfully authenticated\.$/);
  });
});
