import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { joinChannels } from '../../support/channels.ts';
import { startLab } from '../../support/lab.ts';

describe('channels', { concurrency: 3 }, () => {
  it('bring a message to every subscriber, the publisher too, in one order', async (t) => {
    const lab = await startLab(t);
    const [alice, other] = [await joinChannels(t, lab), await joinChannels(t, lab)];
    const here = await alice.ask({ type: 'subscribe', channel: 'room:1' });
    assert.deepEqual(here, {
      type: 'subscribed',
      channel: 'room:1',
      epoch: here.epoch,
      offset: 0,
      recovered: false,
      present: [{ user: 'alice', client: alice.client }],
    });
    await other.ask({ type: 'subscribe', channel: 'room:1' });
    assert.deepEqual(await alice.hear(), {
      type: 'presence',
      channel: 'room:1',
      event: 'enter',
      user: 'alice',
      client: other.client,
    });
    other.say({ type: 'publish', channel: 'room:1', id: 'a', data: { text: 'hi' } });
    const message = await alice.hear();
    assert.deepEqual(message, {
      type: 'message',
      channel: 'room:1',
      offset: 1,
      id: 'a',
      user: 'alice',
      data: { text: 'hi' },
      at: message.at,
    });
    assert.deepEqual(await other.hear(), message);
    const published = { type: 'published', channel: 'room:1', id: 'a', offset: 1, duplicate: false };
    assert.deepEqual(await other.hear(), published);
    const again = await other.ask({ type: 'publish', channel: 'room:1', id: 'a', data: 'other' });
    assert.deepEqual(again, { ...published, duplicate: true });
  });

  it('give a client that comes back exactly what it missed', async (t) => {
    const lab = await startLab(t);
    const alice = await joinChannels(t, lab);
    const { epoch } = await alice.ask({ type: 'subscribe', channel: 'room:1' });
    for (const id of ['1', '2', '3']) alice.say({ type: 'publish', channel: 'room:1', id, data: id });
    const back = await joinChannels(t, lab);
    const since = { epoch, offset: 1 };
    for (let heard = 0; heard < 6; heard++) await alice.hear();
    const { recovered, offset } = await back.ask({ type: 'subscribe', channel: 'room:1', since });
    assert.deepEqual([recovered, offset], [true, 3]);
    assert.deepEqual([(await back.hear()).offset, (await back.hear()).offset], [2, 3]);
  });
});
