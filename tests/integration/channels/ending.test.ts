import assert from 'node:assert/strict';
import { describe, it, type TestContext } from 'node:test';
import { createClock } from '../../../server/basics/clock.ts';
import { ask, type SignedIn, signIn } from '../../support/auth.ts';
import { type ChannelClient, joinChannels, type Said } from '../../support/channels.ts';
import { type RunningLab, startLab } from '../../support/lab.ts';

async function tokenOf(lab: RunningLab, { headers }: SignedIn, scope?: string): Promise<string> {
  const { json } = await ask(lab.urls.page, '/auth/token', { method: 'POST', headers, json: { scope } });
  return String(json.accessToken);
}

/** Alice watches a room, and Bob is in it with a token of his own. */
async function roomOfTwo(t: TestContext, lab: RunningLab, scope?: string) {
  const alice = await joinChannels(t, lab);
  await alice.ask({ type: 'subscribe', channel: 'room:1' });
  const session = await signIn(lab.urls.page, 'bob', 'tea-party');
  const bob = await joinChannels(t, lab, await tokenOf(lab, session, scope));
  await bob.ask({ type: 'subscribe', channel: 'room:1' });
  assert.equal((await alice.hear()).event, 'enter');
  return { alice, bob, session };
}

/** Publishes, and sees that the other one hears nothing of it. */
async function assertDeaf(alice: ChannelClient, bob: ChannelClient): Promise<void> {
  const heard: string[] = [];
  bob.webSocket.on('message', (data) => heard.push(String(data)));
  await alice.ask({ type: 'publish', channel: 'room:1', id: 'after', data: 'secret' });
  await alice.ask({ type: 'unsubscribe', channel: 'room:2' });
  assert.deepEqual(heard, []);
}

const leaves = ({ client }: ChannelClient): Said => ({
  type: 'presence',
  channel: 'room:1',
  event: 'leave',
  user: 'bob',
  client,
});

describe('A subscription', { concurrency: 3 }, () => {
  it('C30 ends with the session, and everybody sees that its owner is gone', async (t) => {
    const lab = await startLab(t);
    const { alice, bob, session } = await roomOfTwo(t, lab);
    const start = performance.now();
    await ask(lab.urls.page, '/auth/session', { method: 'DELETE', headers: session.headers });
    assert.deepEqual(await alice.hear(), leaves(bob));
    assert.ok(performance.now() - start < 1000);
    await assertDeaf(alice, bob);
    assert.deepEqual(await bob.closed, { code: 3000, reason: 'session ended' });
  });

  it('ends with the session at once, though its owner does not answer the close frame', async (t) => {
    const lab = await startLab(t);
    const { alice, bob, session } = await roomOfTwo(t, lab);
    bob.webSocket.pause();
    const start = performance.now();
    await ask(lab.urls.page, '/auth/session', { method: 'DELETE', headers: session.headers });
    assert.deepEqual(await alice.hear(), leaves(bob));
    // A connection that does not answer is cut off after a second.
    assert.ok(performance.now() - start < 900);
  });

  it('ends when the token expires', async (t) => {
    let turned = 0;
    const now = createClock(
      () => Date.now() + turned,
      () => performance.now() + turned,
    );
    const lab = await startLab(t, {}, now);
    const { alice, bob } = await roomOfTwo(t, lab);
    const heard: string[] = [];
    bob.webSocket.on('message', (data) => heard.push(String(data)));
    turned = 61_000;
    // Bob’s timer knows nothing of it yet.
    alice.say({ type: 'publish', channel: 'room:1', id: 'late', data: 'late' });
    assert.deepEqual(await bob.closed, { code: 3008, reason: 'token expired' });
    assert.deepEqual(heard, []);
    const said = [await alice.hear(), await alice.hear(), await alice.hear()];
    assert.deepEqual(
      said.find(({ type }) => type === 'presence'),
      leaves(bob),
    );
    await assertDeaf(alice, bob);
  });

  it('ends when a renewed token does not cover it, and no other does', async (t) => {
    const lab = await startLab(t);
    const { alice, bob, session } = await roomOfTwo(t, lab);
    await bob.ask({ type: 'subscribe', channel: 'room:10' });
    await bob.ask({ type: 'subscribe', channel: 'news' });
    const token = await tokenOf(lab, session, 'subscribe:room:10 subscribe:news');
    const { type, expiresIn } = await bob.ask({ type: 'refresh', token });
    assert.equal(type, 'refreshed');
    assert.ok(Number(expiresIn) > 50);
    assert.deepEqual(await bob.hear(), { type: 'unsubscribed', channel: 'room:1', reason: 'forbidden' });
    assert.deepEqual(await alice.hear(), leaves(bob));
    await assertDeaf(alice, bob);
    const { error, capability } = await bob.ask({ type: 'publish', channel: 'room:10', id: 'x', data: 1 });
    assert.deepEqual([error, capability], ['forbidden', 'publish:room:10']);
    await alice.ask({ type: 'publish', channel: 'room:10', id: 'y', data: 'still' });
    const { channel, data } = await bob.hear();
    assert.deepEqual([channel, data], ['room:10', 'still']);
  });

  it('shows nobody any more to who may not see it after a renewal', async (t) => {
    const lab = await startLab(t);
    const { alice, bob, session } = await roomOfTwo(t, lab);
    const token = await tokenOf(lab, session, 'subscribe:room:*');
    assert.equal((await bob.ask({ type: 'refresh', token })).type, 'refreshed');
    const third = await joinChannels(t, lab);
    await third.ask({ type: 'subscribe', channel: 'room:1' });
    assert.equal((await alice.hear()).event, 'enter');
    await third.ask({ type: 'publish', channel: 'room:1', id: '1', data: 1 });
    assert.equal((await bob.hear()).type, 'message');
    await bob.ask({ type: 'unsubscribe', channel: 'room:1' });
    assert.ok(!('present' in (await bob.ask({ type: 'subscribe', channel: 'room:1' }))));
  });

  it('stays when a renewal is unreadable, and its connection ends when the token is wrong or another’s', async (t) => {
    const lab = await startLab(t);
    const { bob, session } = await roomOfTwo(t, lab);
    assert.equal((await bob.ask({ type: 'refresh', token: 7 })).problem, 'token is not a string');
    const other = await signIn(lab.urls.page);
    bob.say({ type: 'refresh', token: await tokenOf(lab, other) });
    assert.deepEqual(await bob.closed, { code: 3003, reason: 'forbidden' });
    const again = await joinChannels(t, lab, await tokenOf(lab, session));
    again.say({ type: 'refresh', token: 'wrong' });
    assert.deepEqual(await again.closed, { code: 3000, reason: 'unauthorized' });
  });

  it('C29 is asked for anew by who resumes: a position is worth nothing to somebody else', async (t) => {
    const lab = await startLab(t);
    const bob = await joinChannels(
      t,
      lab,
      await tokenOf(lab, await signIn(lab.urls.page, 'bob', 'tea-party')),
    );
    const { epoch } = await bob.ask({ type: 'subscribe', channel: 'staff:1' });
    await bob.ask({ type: 'publish', channel: 'staff:1', id: '1', data: 'secret' });
    const alice = await joinChannels(t, lab);
    const stolen = { type: 'subscribe', channel: 'staff:1', since: { epoch, offset: 0 } };
    assert.equal((await alice.ask(stolen)).capability, 'subscribe:staff:1');
  });

  it('C31 is for a channel compared whole: room:1 opens neither room:10 nor what is below it', async (t) => {
    const lab = await startLab(t);
    const { bob } = await roomOfTwo(t, lab, 'subscribe:room:1');
    for (const channel of ['room:10', 'room:1:2', 'room', 'room:2']) {
      const { error, capability } = await bob.ask({ type: 'subscribe', channel });
      assert.deepEqual([error, capability], ['forbidden', `subscribe:${channel}`]);
    }
  });

  it('C33 gives a message that is sent again by its publisher the same offset, and delivers it once', async (t) => {
    const lab = await startLab(t);
    const { alice, bob } = await roomOfTwo(t, lab);
    const message = { type: 'publish', channel: 'room:1', id: 'pay', data: 10 };
    bob.say(message);
    assert.equal((await bob.hear()).offset, 1);
    assert.deepEqual([(await bob.hear()).duplicate, (await alice.hear()).id], [false, 'pay']);
    const again = await bob.ask({ ...message, data: 99 });
    assert.deepEqual([again.offset, again.duplicate], [1, true]);
    // The same id of somebody else is another message.
    alice.say(message);
    assert.equal((await bob.hear()).user, 'alice');
  });
});
