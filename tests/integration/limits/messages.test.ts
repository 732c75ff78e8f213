import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { DEMO_TOKEN } from '../../../protocol/messages.ts';
import { attackWebSocket, closeFrame, frame, opcodes } from '../../support/attacker.ts';
import { connect } from '../../support/client.ts';
import { startLab } from '../../support/lab.ts';
import { ended, enter, metric } from '../../support/limits.ts';

describe('Messages', { concurrency: true, timeout: 30_000 }, () => {
  it('C09 a burst up to the limit is answered, one message more ends the connection with 1008', async (t) => {
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

  it('pings cost what messages cost, and before the token end as everything else does', async (t) => {
    const lab = await startLab(t, { messageRate: 5 });
    const pings = Buffer.concat(Array.from({ length: 11 }, () => frame({ opcode: opcodes.ping })));
    const inside = await enter(t, lab);
    inside.write(pings);
    assert.deepEqual(closeFrame(await inside.ended), { code: 1008, reason: 'rate limit exceeded' });
    const outside = await attackWebSocket(t, lab.port);
    outside.write(pings);
    assert.deepEqual(closeFrame(await outside.ended), { code: 1011, reason: 'unauthenticated' });
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
