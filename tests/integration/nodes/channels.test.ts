import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { ask, signIn } from '../../support/auth.ts';
import { joinChannels } from '../../support/channels.ts';
import { serveIssuer } from '../../support/issuer.ts';
import { startLab } from '../../support/lab.ts';
import { accessToken } from '../../support/methods.ts';
import { at, startNodes, ticketAt } from '../../support/nodes.ts';
import { audience, makeKey, mint, mintLogout } from '../../support/provider.ts';
import { noRedis, startRedis } from '../../support/redis.ts';

describe('Channels of three nodes with one Redis', { skip: noRedis, concurrency: 2 }, () => {
  it('C30 are the same at each, and end everywhere with the session that is signed out at one', async (t) => {
    const { nodes } = await startNodes(t);
    const [one, two, three] = nodes;
    const session = await signIn(one.urls.page, 'bob', 'tea-party');
    const join = async (node: typeof one) =>
      joinChannels(t, node, await ticketAt(node, session, 'authenticate-message'));
    const alice = await joinChannels(t, one);
    const [bob, again] = [await join(two), await join(three)];
    const first = await alice.ask({ type: 'subscribe', channel: 'room:1' });
    await bob.ask({ type: 'subscribe', channel: 'room:1' });
    const { present } = await again.ask({ type: 'subscribe', channel: 'room:1' });
    assert.ok(Array.isArray(present) && present.length === 3);
    assert.deepEqual([(await alice.hear()).client, (await alice.hear()).client], [bob.client, again.client]);
    assert.equal((await bob.hear()).client, again.client);

    const message = { type: 'publish', channel: 'room:1', id: 'a', data: 'hi' };
    again.say(message);
    const heard = await alice.hear();
    assert.deepEqual([heard.offset, heard.user, heard.data], [1, 'bob', 'hi']);
    assert.deepEqual(await bob.hear(), heard);
    // The same message by way of another node counts as the same.
    const repeated = await bob.ask(message);
    assert.deepEqual([repeated.type, repeated.offset, repeated.duplicate], ['published', 1, true]);

    const start = performance.now();
    const { headers } = at(one, session);
    assert.equal((await ask(one.urls.page, '/auth/session', { method: 'DELETE', headers })).status, 204);
    const left = [await alice.hear(), await alice.hear()];
    assert.ok(performance.now() - start < 1000, 'within a second');
    assert.deepEqual(new Set(left.map(({ client }) => client)), new Set([bob.client, again.client]));
    assert.deepEqual(await bob.closed, { code: 3000, reason: 'session ended' });
    const back = await joinChannels(t, three);
    const since = { epoch: first.epoch, offset: 0 };
    assert.equal((await back.ask({ type: 'subscribe', channel: 'room:1', since })).recovered, true);
    assert.deepEqual(await back.hear(), heard);
  });

  it('C30 end everywhere with a logout at the identity provider, of which one of them is told', async (t) => {
    const key = await makeKey('the-only-key');
    const { issuer } = await serveIssuer(t, key);
    const { nodes } = await startNodes(t, { issuer: [issuer], audience });
    const [one, two, three] = nodes;
    const alice = await joinChannels(t, one);
    await alice.ask({ type: 'subscribe', channel: 'room:1' });
    const claims = { sub: 'bob', sid: 's-1', scope: 'subscribe:room:*' };
    const bob = await joinChannels(t, two, await mint(issuer, key, { claims }));
    await bob.ask({ type: 'subscribe', channel: 'room:1' });
    const present = { channel: 'room:1', user: 'bob', issuer, client: bob.client };
    assert.deepEqual(await alice.hear(), { type: 'presence', event: 'enter', ...present });
    const heard: string[] = [];
    bob.webSocket.on('message', (data) => heard.push(String(data)));

    const logout = await mintLogout(issuer, key, { claims: { sub: 'bob', sid: 's-1' } });
    const start = performance.now();
    const { status } = await ask(three.urls.page, '/auth/backchannel-logout', {
      method: 'POST',
      headers: { 'Content-Type': 'application/x-www-form-urlencoded' },
      body: `${new URLSearchParams({ logout_token: logout })}`,
    });
    assert.equal(status, 200);
    assert.deepEqual(await alice.hear(), { type: 'presence', event: 'leave', ...present });
    assert.ok(performance.now() - start < 1000, 'within a second');
    await alice.ask({ type: 'publish', channel: 'room:1', id: 'after', data: 'secret' });
    assert.deepEqual(await bob.closed, { code: 3000, reason: 'session ended' });
    assert.deepEqual(heard, []);
  });

  it('agree about the time, though one clock is an hour ahead and one an hour behind', async (t) => {
    const redis = await startRedis(t);
    let turned = 0;
    const startNode = (byMs: number) =>
      startLab(t, { tls: false, redis: redis.url }, () => Date.now() + byMs + turned);
    const [ahead, behind] = [await startNode(3_600_000), await startNode(-3_600_000)];
    const right = await startLab(t, { tls: false, redis: redis.url });
    const session = await signIn(right.urls.page, 'bob', 'tea-party');
    const alice = await joinChannels(t, right);
    const { epoch } = await alice.ask({ type: 'subscribe', channel: 'room:1' });
    const message = { type: 'publish', channel: 'room:1', id: 'a', data: 'hi' };
    const before = Date.now();
    const bobs = [];
    for (const node of [ahead, behind]) {
      const bob = await joinChannels(t, node, await accessToken(right, session));
      const left = Number(bob.welcome.expiresIn);
      assert.ok(left > 50 && left <= 60, `the token is good for ${left} s`);
      const since = { epoch, offset: 0 };
      const { recovered, present } = await bob.ask({ type: 'subscribe', channel: 'room:1', since });
      assert.ok(recovered && Array.isArray(present) && present.length === bobs.length + 2);
      assert.equal((await alice.hear()).client, bob.client);
      bobs.push(bob);
    }
    const [one, other] = bobs;
    assert.ok(one && other);
    assert.equal((await one.hear()).client, other.client);
    one.say(message);
    const heard = await other.hear();
    assert.ok(Number(heard.at) >= before - 1000 && Number(heard.at) <= Date.now() + 1000, `${heard.at}`);
    const again = await other.ask(message);
    assert.deepEqual([again.offset, again.duplicate], [1, true]);
    assert.deepEqual(await alice.hear(), heard);
    const keys = (await redis.keys()).filter((key) => /:(?:messages|sent:.*)$/.test(key));
    assert.equal(keys.length, 2);
    for (const key of keys) {
      const left = Number(await redis.ask('PTTL', key));
      assert.ok(left > 250_000 && left <= 300_000, `${key} stays for ${left} ms`);
    }
    for (const node of [ahead, behind]) {
      const back = await joinChannels(t, node);
      const since = { epoch, offset: 0 };
      assert.equal((await back.ask({ type: 'subscribe', channel: 'room:1', since })).recovered, true);
      assert.deepEqual(await back.hear(), heard);
      assert.equal((await alice.hear()).client, back.client);
      back.webSocket.terminate();
      assert.equal((await alice.hear()).event, 'leave');
    }
    const unheard: string[] = [];
    for (const bob of bobs) bob.webSocket.on('message', (data) => unheard.push(String(data)));
    turned = 61_000;
    const start = performance.now();
    // Their timers know nothing of it yet.
    alice.say({ ...message, id: 'late' });
    const gone = new Set();
    while (gone.size < bobs.length) {
      const { event, client } = await alice.hear();
      if (event === 'leave') gone.add(client);
    }
    assert.ok(performance.now() - start < 1000, 'within a second');
    assert.deepEqual(gone, new Set(bobs.map(({ client }) => client)));
    for (const bob of bobs) assert.deepEqual(await bob.closed, { code: 3008, reason: 'token expired' });
    assert.deepEqual(unheard, []);
  });

  it('are unavailable while Redis is away, nobody is dropped, and the same publish counts once after', async (t) => {
    const { nodes, redis } = await startNodes(t, { messageRate: 0 });
    const [one, two] = nodes;
    const [alice, other] = [await joinChannels(t, one), await joinChannels(t, two)];
    await other.ask({ type: 'subscribe', channel: 'room:1' });
    redis.signal('SIGSTOP');
    const message = { type: 'publish', channel: 'room:1', id: 'once', data: 1 };
    const request = { type: 'publish', channel: 'room:1', id: 'once' };
    assert.deepEqual(await alice.ask(message), { type: 'error', error: 'unavailable', request });
    const refused = await alice.ask({ type: 'subscribe', channel: 'room:2' });
    assert.deepEqual(
      [refused.error, refused.request],
      ['unavailable', { type: 'subscribe', channel: 'room:2' }],
    );
    redis.signal('SIGCONT');
    let answer = await alice.ask(message);
    while (answer.error === 'unavailable') answer = await alice.ask(message);
    assert.deepEqual([answer.type, answer.offset], ['published', 1]);
    const { id, offset } = await other.hear();
    assert.deepEqual([id, offset], ['once', 1]);
  });
});
