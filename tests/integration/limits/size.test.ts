import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { AUTHENTICATED_TEXT, DEMO_TOKEN } from '../../../protocol/messages.ts';
import {
  attack,
  attackWebSocket,
  closeFrame,
  frame,
  opcodes,
  text,
  upgradeRequest,
} from '../../support/attacker.ts';
import { connect } from '../../support/client.ts';
import { startLab } from '../../support/lab.ts';
import { ended, enter, metric } from '../../support/limits.ts';
import { startSlow } from '../../support/slow-auth.ts';

const token = `{"token":"${DEMO_TOKEN}"}`;
const unauthenticated = { code: 1011, reason: 'unauthenticated' };
const gate = (cause: string) => `lab_refused_total{stage="gate",cause="${cause}"}`;

describe('The first message', { concurrency: true, timeout: 30_000 }, () => {
  it('may be as long as the option says, and not one byte longer', async (t) => {
    const lab = await startLab(t, { maxFirstMessageBytes: 100 });
    const client = await connect(t, lab.urls.webSocket);
    client.send(token.padEnd(100));
    assert.equal(await client.next(), AUTHENTICATED_TEXT);
    const longer = await connect(t, lab.urls.webSocket);
    longer.send(token.padEnd(101));
    assert.deepEqual(await longer.closed, unauthenticated);
    assert.equal(await metric(lab, gate('first message too long')), 1);
  });

  it('has the limit of every message with 0', async (t) => {
    const lab = await startLab(t, { maxFirstMessageBytes: 0 });
    const client = await connect(t, lab.urls.webSocket);
    client.send(token.padEnd(65_536));
    assert.equal(await client.next(), AUTHENTICATED_TEXT);
  });

  const endless: Record<string, (bytes: number) => Buffer> = {
    'in one frame': (bytes) =>
      frame({ opcode: opcodes.text, payload: 'x'.repeat(bytes), claimedLength: 2 ** 40 }),
    'in fragments': (bytes) =>
      Buffer.concat(
        Array.from({ length: 100 }, (_, index) =>
          frame({ opcode: index === 0 ? 1 : 0, payload: 'x'.repeat(bytes / 100), fin: false }),
        ),
      ),
    'in fragments with pings between them': (bytes) =>
      Buffer.concat(
        Array.from({ length: 100 }, (_, index) => [
          frame({ opcode: index === 0 ? 1 : 0, payload: 'x'.repeat(bytes / 100), fin: false }),
          ...(index % 2 === 0 ? [frame({ opcode: opcodes.ping, payload: 'x'.repeat(125) })] : []),
        ]).flat(),
      ),
  };
  for (const [how, begin] of Object.entries(endless)) {
    it(`that does not end is refused while it is read, ${how}, whatever the limit of messages`, async (t) => {
      for (const [settings, bytes] of [
        [{ maxMessageBytes: 0 }, 8000],
        [{ maxMessageBytes: 0, maxFirstMessageBytes: 0 }, 70_000],
      ] as const) {
        const lab = await startLab(t, settings);
        const attacker = await attackWebSocket(t, lab.port);
        attacker.write(begin(bytes));
        assert.deepEqual(closeFrame(await attacker.ended), unauthenticated);
        assert.equal(await metric(lab, gate('first message too long')), 1);
      }
    });
  }

  it('is not read on after a refusal', async (t) => {
    // Without TLS, whose buffers would accept any number of bytes from the attacker.
    const lab = await startLab(t, { maxMessageBytes: 0, tls: false });
    for (const first of [Buffer.alloc(0), text('{"token":"wrong"}')]) {
      const attacker = await attack(t, lab.port, { tls: false });
      attacker.write(upgradeRequest());
      await attacker.until(/\r\n\r\n/);
      attacker.write(Buffer.concat([first, frame({ opcode: opcodes.text, claimedLength: 2 ** 40 })]));
      const piece = Buffer.alloc(100_000);
      let taken = 0;
      const send = (left: number) => {
        attacker.socket.write(piece, (error) => {
          // Node reports no error for what a destroyed socket has not written.
          if (error || attacker.socket.destroyed || left === 0) return;
          taken += piece.length;
          send(left - 1);
        });
      };
      send(500);
      await attacker.ended;
      // The buffers of both kernels hold some megabytes.
      assert.ok(taken < 25_000_000, `${taken} bytes were read`);
    }
  });

  it('may come after pings, which are not counted as a part of it', async (t) => {
    const lab = await startLab(t);
    const ping = frame({ opcode: opcodes.ping, payload: 'x'.repeat(125) });
    const client = await attackWebSocket(t, lab.port);
    client.write(Buffer.concat(Array.from({ length: 95 }, () => ping)));
    await client.until(/x{125}/);
    client.write(text(token.padEnd(4096)));
    await client.until(/Successfully/);
  });
});

describe('A message', { concurrency: true, timeout: 30_000 }, () => {
  const json = (bytes: number) => `"${'x'.repeat(bytes - 2)}"`;

  it('of 64 KiB is echoed; one byte more gets 1009, in one frame or in several', async (t) => {
    const lab = await startLab(t);
    const client = await connect(t, lab.urls.webSocket);
    client.send(token);
    await client.next();
    client.send(json(65_536));
    assert.equal(await client.next(), json(65_536));
    const whole = text(json(65_537));
    const halves = [
      frame({ opcode: opcodes.text, payload: 'x'.repeat(32_768), fin: false }),
      frame({ opcode: opcodes.continuation, payload: 'x'.repeat(32_769) }),
    ];
    for (const over of [whole, Buffer.concat(halves)]) {
      const attacker = await enter(t, lab);
      attacker.write(over);
      assert.equal(closeFrame(await attacker.ended)?.code, 1009);
    }
    assert.equal(await metric(lab, ended('WS_ERR_UNSUPPORTED_MESSAGE_LENGTH')), 2);
  });

  it('may be larger with 0', async (t) => {
    const lab = await startLab(t, { maxMessageBytes: 0 });
    const client = await connect(t, lab.urls.webSocket);
    client.send(token);
    await client.next();
    client.send(json(300_000));
    assert.equal(await client.next(), json(300_000));
  });

  it('of 128 fragments is echoed; a 129th gets 1008', async (t) => {
    const lab = await startLab(t);
    const fragments = (count: number) =>
      Buffer.concat(
        Array.from({ length: count }, (_, index) =>
          frame({ opcode: index === 0 ? 1 : 0, payload: '1', fin: index === count - 1 }),
        ),
      );
    const client = await enter(t, lab);
    client.write(fragments(128));
    await client.until(/1{128}$/);
    const attacker = await enter(t, lab);
    attacker.write(fragments(129));
    assert.equal(closeFrame(await attacker.ended)?.code, 1008);
    assert.equal(await metric(lab, ended('WS_ERR_TOO_MANY_BUFFERED_PARTS')), 1);
  });
});

describe('While the token is checked', { concurrency: true, timeout: 30_000 }, () => {
  it('16 messages wait, and are answered after the acknowledgement; a 17th is refused', async (t) => {
    const { lab, asked, release } = await startSlow(t);
    const numbers = Array.from({ length: 16 }, (_, index) => String(index));
    const client = await connect(t, lab.urls.webSocket);
    const impatient = await connect(t, lab.urls.webSocket);
    for (const one of [client, impatient]) {
      one.send(token);
      for (const number of numbers) one.send(number);
    }
    impatient.webSocket.on('message', (data) => assert.fail(`received ${data}`));
    impatient.send('17');
    assert.deepEqual(await impatient.closed, unauthenticated);
    assert.equal(await metric(lab, gate('too much sent before the acknowledgement')), 1);
    await asked(1);
    release();
    for (const expected of [AUTHENTICATED_TEXT, ...numbers]) assert.equal(await client.next(), expected);
  });

  it('64 KiB wait; one byte more is refused', async (t) => {
    const { lab, asked, release } = await startSlow(t);
    const half = ' '.repeat(32_767);
    const client = await attackWebSocket(t, lab.port);
    client.write(Buffer.concat([text(token), text(`1${half}`), text(`2${half}`)]));
    const impatient = await attackWebSocket(t, lab.port);
    impatient.write(Buffer.concat([text(token), text(`1${half}`), text(`2${half} `)]));
    const received = await impatient.ended;
    assert.deepEqual(closeFrame(received), unauthenticated);
    assert.doesNotMatch(received.toString('latin1'), /Successfully/);
    await asked(1);
    release();
    await client.until(/Successfully authenticated\..*1 {32767}.*2 {32767}$/s);
  });

  it('a message that does not end is refused while it is read', async (t) => {
    const { lab, asked, release } = await startSlow(t, { maxMessageBytes: 0 });
    const attacker = await attackWebSocket(t, lab.port);
    attacker.write(text(token));
    await asked(1);
    attacker.write(frame({ opcode: opcodes.text, payload: 'x'.repeat(120_000), claimedLength: 2 ** 40 }));
    assert.deepEqual(closeFrame(await attacker.ended), unauthenticated);
    assert.equal(await metric(lab, gate('too much sent before the acknowledgement')), 1);
    release();
  });
});
