import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { DEMO_TOKEN } from '../../../protocol/messages.ts';
import { closeFrame, text } from '../../support/attacker.ts';
import { connect } from '../../support/client.ts';
import { startLab } from '../../support/lab.ts';
import { ended, enter, metric, untilMetric } from '../../support/limits.ts';

describe('The heartbeat', { concurrency: true, timeout: 30_000 }, () => {
  it('cuts off a client that answers no ping, whatever else it sends, and keeps one that does', async (t) => {
    const lab = await startLab(t, { heartbeatMs: 200 });
    const honest = await connect(t, lab.urls.webSocket);
    honest.send(`{"token":"${DEMO_TOKEN}"}`);
    await honest.next();
    const pinged = new Promise<void>((resolve) => {
      let pings = 0;
      honest.webSocket.on('ping', () => ++pings === 5 && resolve());
    });
    const deaf = await enter(t, lab);
    const chatter = setInterval(() => deaf.write(text('1')), 50);
    t.after(() => clearInterval(chatter));
    const received = await deaf.ended;
    assert.ok(received.includes(Buffer.from([0x89, 0])), 'it was pinged');
    assert.equal(closeFrame(received), undefined);
    await pinged;
    honest.send('"still here"');
    assert.equal(await honest.next(), '"still here"');
    assert.equal(await metric(lab, ended('noPong')), 1);
  });
});

describe('The backlog', { concurrency: true, timeout: 30_000 }, () => {
  const large = text(`"${'x'.repeat(65_000)}"`);

  it('of a client that does not read ends its connection, and takes little memory', async (t) => {
    const lab = await startLab(t, { maxBacklogBytes: 262_144, messageRate: 0 });
    const slow = await enter(t, lab);
    slow.socket.pause();
    // More than both kernels' buffers hold.
    for (let sent = 0; sent < 1000; sent++) slow.write(large);
    await untilMetric(lab, ended('backlogTooLarge'), 1);
    // Without a pause it reads several hundred in the second that the client has.
    const read = await metric(lab, 'lab_messages_total');
    assert.ok(read < 250, `the server read ${read} messages`);
    slow.socket.resume();
    assert.equal(closeFrame(await slow.ended), undefined);
  });

  it('is unlimited with 0', async (t) => {
    const lab = await startLab(t, { maxBacklogBytes: 0, messageRate: 0 });
    const slow = await connect(t, lab.urls.webSocket);
    slow.send(`{"token":"${DEMO_TOKEN}"}`);
    await slow.next();
    slow.webSocket.pause();
    for (let sent = 0; sent < 300; sent++) slow.send(`"${'x'.repeat(65_000)}"`);
    await untilMetric(lab, 'lab_messages_total', 300);
    slow.webSocket.resume();
    for (let sent = 0; sent < 300; sent++) assert.equal((await slow.next()).length, 65_002);
  });

  it('of a client that reads may be over the limit for a moment', async (t) => {
    const lab = await startLab(t, { maxBacklogBytes: 131_072, messageRate: 0 });
    const fast = await connect(t, lab.urls.webSocket);
    fast.send(`{"token":"${DEMO_TOKEN}"}`);
    await fast.next();
    for (let sent = 0; sent < 200; sent++) fast.send(`"${'x'.repeat(65_000)}"`);
    for (let sent = 0; sent < 200; sent++) assert.equal((await fast.next()).length, 65_002);
    assert.equal(await metric(lab, ended('backlogTooLarge')), 0);
  });
});
