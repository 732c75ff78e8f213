import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { AUTHENTICATED_TEXT, DEMO_TOKEN, formatTokenMessage } from '../../protocol/messages.ts';
import {
  attack,
  attackWebSocket,
  closeFrame,
  frame,
  opcodes,
  text,
  upgradeRequest,
} from '../support/attacker.ts';
import { connect } from '../support/client.ts';
import { startLab } from '../support/lab.ts';

const tokenMessage = formatTokenMessage(DEMO_TOKEN);

describe('An open connection', { concurrency: true }, () => {
  it('returns messages of every length form of RFC 6455 as they were sent', async (t) => {
    const lab = await startLab(t);
    const client = await connect(t, lab.urls.webSocket);
    client.send(tokenMessage);
    assert.equal(await client.next(), AUTHENTICATED_TEXT);
    for (const length of [2, 125, 126, 127, 65_535, 65_536]) {
      const message = `"${'x'.repeat(length - 2)}"`;
      client.send(message);
      assert.equal(await client.next(), message);
    }
  });

  it('returns what is hard to parse: deep, long, or with names that every object inherits', async (t) => {
    const lab = await startLab(t);
    const client = await connect(t, lab.urls.webSocket);
    client.send(tokenMessage);
    await client.next();
    for (const message of [
      '['.repeat(32_000) + ']'.repeat(32_000),
      `${'{"a":'.repeat(10_000)}1${'}'.repeat(10_000)}`,
      '9'.repeat(65_000),
      `0.${'0'.repeat(60_000)}1e-99999`,
      `"${'\\u0000'.repeat(10_000)}"`,
      `{${Array.from({ length: 6000 }, (_, index) => `"${index}":0`).join()}}`,
      `{${'"__proto__":{"x":1},'.repeat(1000)}"constructor":{"prototype":1}}`,
    ]) {
      client.send(message);
      assert.equal(await client.next(), message);
    }
    assert.equal(Reflect.get({}, 'x'), undefined);
  });

  it('answers everything that arrives in one piece, in order, before it closes', async (t) => {
    const lab = await startLab(t);
    const attacker = await attackWebSocket(t, lab.port);
    attacker.write(text(tokenMessage));
    await attacker.until(/authenticated/);
    const messages = Array.from({ length: 50 }, (_, index) => `{"n":${index}}`);
    const close = frame({ opcode: opcodes.close, payload: Buffer.from([0x03, 0xe8]) });
    attacker.write(Buffer.concat([...messages.map(text), close]));
    const received = await attacker.ended;
    const shown = received.toString('latin1').match(/\{"n":\d+\}/g);
    assert.deepEqual(shown, messages);
    assert.deepEqual(closeFrame(received), { code: 1000, reason: '' });
  });

  it('answers a client that ends its side with its last messages', async (t) => {
    const lab = await startLab(t);
    const attacker = await attackWebSocket(t, lab.port);
    attacker.write(text(tokenMessage));
    await attacker.until(/authenticated/);
    attacker.socket.end(Buffer.concat([text('{"n":1}'), text('{"n":2}')]));
    const received = await attacker.ended;
    assert.deepEqual(received.toString('latin1').match(/\{"n":\d\}/g), ['{"n":1}', '{"n":2}']);
  });

  it('returns short and long messages of several clients in their order, as they were sent', async (t) => {
    const lab = await startLab(t, { messageRate: 0 });
    const messages = Array.from(
      { length: 120 },
      (_, index) => `"${'é'.repeat((index * 37) % 2500)}${index}"`,
    );
    await Promise.all(
      [1, 2, 3].map(async () => {
        const client = await connect(t, lab.urls.webSocket);
        client.send(tokenMessage);
        await client.next();
        for (const message of messages) client.send(message);
        for (const message of messages) assert.equal(await client.next(), message);
      }),
    );
  });

  it('negotiates no extension: compressed messages could leak secrets beside them, and blow up', async (t) => {
    const lab = await startLab(t);
    const attacker = await attack(t, lab.port);
    attacker.write(upgradeRequest('/', { 'Sec-WebSocket-Extensions': 'permessage-deflate' }));
    const answer = await attacker.until(/\r\n\r\n/);
    assert.match(answer, /^HTTP\/1\.1 101 /);
    assert.doesNotMatch(answer, /extensions/i);
  });

  it('sends what one turn produces in one TLS record', async (t) => {
    const lab = await startLab(t);
    const attacker = await attackWebSocket(t, lab.port);
    attacker.write(text(tokenMessage));
    await attacker.until(/authenticated/);
    const records: number[] = [];
    attacker.socket.on('data', (chunk) => records.push(chunk.length));
    attacker.write(Buffer.concat(Array.from({ length: 50 }, () => text('[1]'))));
    await attacker.until(/(?:\[1\]..){49}\[1\]/s);
    assert.deepEqual(records, [50 * 5]);
  });
});
