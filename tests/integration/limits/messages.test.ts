import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { DEMO_TOKEN } from '../../../protocol/messages.ts';
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
import { ended, enter, metric, tokenMessage } from '../../support/limits.ts';
import { watch } from '../../support/trace.ts';

describe('Messages', { concurrency: true, timeout: 30_000 }, () => {
  it('C09 a burst up to the limit is answered, and one more message ends the connection with 1008', async (t) => {
    const lab = await startLab(t, { messageRate: 5 });
    const honest = await connect(t, lab.urls.webSocket);
    const flooding = await connect(t, lab.urls.webSocket);
    for (const [client, count] of [
      [honest, 10],
      [flooding, 11],
    ] as const) {
      client.send(`{"token":"${DEMO_TOKEN}"}`);
      await client.next();
      for (let sent = 0; sent < count; sent++) client.send(String(sent));
      for (let sent = 0; sent < 10; sent++) assert.equal(await client.next(), String(sent));
    }
    assert.deepEqual(await flooding.closed, { code: 1008, reason: 'rate limit exceeded' });
    assert.equal(honest.webSocket.readyState, honest.webSocket.OPEN);
    assert.equal(await metric(lab, ended('rateLimited')), 1);
    assert.equal(await metric(lab, 'lab_messages_total'), 21);
  });

  it('pings and pongs cost what messages cost, and too many before the token end as every refusal does', async (t) => {
    const lab = await startLab(t, { messageRate: 5 });
    for (const opcode of [opcodes.ping, opcodes.pong]) {
      const controls = Buffer.concat(Array.from({ length: 11 }, () => frame({ opcode })));
      const inside = await enter(t, lab);
      inside.write(controls);
      assert.deepEqual(closeFrame(await inside.ended), { code: 1008, reason: 'rate limit exceeded' });
      const outside = await attackWebSocket(t, lab.port);
      outside.write(controls);
      assert.deepEqual(closeFrame(await outside.ended), { code: 1011, reason: 'unauthenticated' });
    }
  });

  it('a burst of pings in one piece is answered up to the same limit', async (t) => {
    const lab = await startLab(t);
    const pings = (count: number) =>
      Buffer.concat(Array.from({ length: count }, () => frame({ opcode: opcodes.ping, payload: 'x' })));
    const honest = await attackWebSocket(t, lab.port);
    honest.write(Buffer.concat([pings(99), tokenMessage]));
    await honest.until(/Successfully/);
    const flooding = await attackWebSocket(t, lab.port);
    flooding.write(Buffer.concat([pings(150), tokenMessage]));
    assert.deepEqual(closeFrame(await flooding.ended), { code: 1011, reason: 'unauthenticated' });
    assert.equal(await metric(lab, ended('rateLimited')), 1);
  });

  it('a flood after a refusal is not read to its end', async (t) => {
    const lab = await startLab(t);
    const { id, events, until } = await watch(t, lab.urls.page);
    const attacker = await attack(t, lab.port);
    attacker.write(upgradeRequest(`/?trace=${id}`));
    await attacker.until(/\r\n\r\n/);
    const FLOOD = 200_000;
    attacker.write(Buffer.concat(Array.from({ length: FLOOD }, () => text('1'))));
    await until('ended');
    const read = events.reduce((count, event) => count + (event.type === 'gap' ? event.missed : 1), 0);
    // These arrived in one piece with the first hundred.
    assert.ok(read < FLOOD / 4, `${read} frames were read`);
  });

  it('0 lets any number pass', async (t) => {
    const lab = await startLab(t, { messageRate: 0 });
    const client = await connect(t, lab.urls.webSocket);
    client.send(`{"token":"${DEMO_TOKEN}"}`);
    for (let sent = 0; sent < 500; sent++) client.send(String(sent));
    await client.next();
    for (let sent = 0; sent < 500; sent++) assert.equal(await client.next(), String(sent));
  });
});
