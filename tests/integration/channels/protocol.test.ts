import assert from 'node:assert/strict';
import { Duplex } from 'node:stream';
import { describe, it, type TestContext } from 'node:test';
import { writeData } from '../../../protocol/channels.ts';
import { ask, fetchTicket, signIn } from '../../support/auth.ts';
import { type ChannelClient, joinChannels } from '../../support/channels.ts';
import { connect } from '../../support/client.ts';
import { startLab } from '../../support/lab.ts';
import { accessToken } from '../../support/methods.ts';

async function joined(t: TestContext, settings = {}): Promise<ChannelClient> {
  return joinChannels(t, await startLab(t, settings));
}

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

  it('let in whoever shows a ticket, an access token or the demo token, and nobody else', async (t) => {
    const lab = await startLab(t);
    const session = await signIn(lab.urls.page, 'bob', 'tea-party');
    const ticket = await fetchTicket(lab.urls.page, session, 'authenticate-message');
    const hours = Number((await joinChannels(t, lab, ticket)).welcome.expiresIn) / 3600;
    assert.ok(hours > 7.9 && hours <= 8, `${hours} hours`);
    const { welcome, client } = await joinChannels(t, lab, await accessToken(lab, session));
    assert.deepEqual(welcome, { type: 'authenticated', user: 'bob', client, expiresIn: welcome.expiresIn });
    assert.ok(Number(welcome.expiresIn) > 50 && Number(welcome.expiresIn) <= 60);
    assert.ok(!('expiresIn' in (await joinChannels(t, lab)).welcome));
    const other = await fetchTicket(lab.urls.page, session, 'first-message');
    for (const token of [ticket, other, 'wrong', '', 'a.b.c']) {
      const { send, closed } = await connect(t, lab.urls.channels);
      send(JSON.stringify({ type: 'authenticate', token }));
      assert.deepEqual(await closed, { code: 3000, reason: 'unauthorized' });
    }
    for (const first of [
      '{"type":"subscribe","channel":"room:1"}',
      '{"token":"x"}',
      'x',
      '[]',
      Buffer.of(1),
    ]) {
      const { send, closed } = await connect(t, lab.urls.channels);
      send(first);
      assert.deepEqual(await closed, { code: 3000, reason: 'unauthorized' });
    }
  });

  it('answer what is malformed with the problem and what the request had of type, channel and id', async (t) => {
    const client = await joined(t);
    const lobby = { channel: 'room:lobby' };
    const wrongSince = 'since is not an epoch and an offset';
    const wrongId = 'id is not 1 to 64 printable characters';
    const wrongName = 'channel is not a channel name';
    const cases: readonly (readonly [message: unknown, problem: string, request: object])[] = [
      [[], 'not a JSON object', {}],
      [null, 'not a JSON object', {}],
      ['subscribe', 'not a JSON object', {}],
      [{}, 'no type', {}],
      [{ type: 7, id: 'a' }, 'type is not a string', { id: 'a' }],
      [{ type: 'fly', ...lobby }, 'unknown type', { type: 'fly', ...lobby }],
      [{ type: 'x'.repeat(65) }, 'unknown type', {}],
      [{ type: 'constructor' }, 'unknown type', { type: 'constructor' }],
      [{ type: 'authenticate', token: 'x' }, 'already authenticated', { type: 'authenticate' }],
      [{ type: 'refresh' }, 'no token', { type: 'refresh' }],
      [{ type: 'subscribe' }, 'no channel', { type: 'subscribe' }],
      [{ type: 'subscribe', channel: 1 }, wrongName, { type: 'subscribe' }],
      [{ type: 'subscribe', channel: 'room:*' }, wrongName, { type: 'subscribe', channel: 'room:*' }],
      [{ type: 'unsubscribe', channel: '' }, wrongName, { type: 'unsubscribe', channel: '' }],
      [{ type: 'subscribe', channel: 'r'.repeat(65) }, wrongName, { type: 'subscribe' }],
      ...[5, null, [], 'x', {}, { epoch: 'e' }, { offset: 1 }, { epoch: 1, offset: 1 }].map(
        (since) =>
          [{ type: 'subscribe', ...lobby, since }, wrongSince, { type: 'subscribe', ...lobby }] as const,
      ),
      ...[-1, 1.5, '1', null, 1e300, 2 ** 53].map(
        (offset) =>
          [
            { type: 'subscribe', ...lobby, since: { epoch: 'e', offset } },
            wrongSince,
            { type: 'subscribe', ...lobby },
          ] as const,
      ),
      ...[-1, 0.5, '5', null, true, []].map(
        (history) =>
          [
            { type: 'subscribe', ...lobby, history },
            'history is not a whole number',
            { type: 'subscribe', ...lobby },
          ] as const,
      ),
      [{ type: 'publish', ...lobby, data: 1 }, 'no id', { type: 'publish', ...lobby }],
      [{ type: 'publish', ...lobby, id: 'a' }, 'no data', { type: 'publish', ...lobby, id: 'a' }],
      [{ type: 'publish', ...lobby, id: '', data: 1 }, wrongId, { type: 'publish', ...lobby, id: '' }],
      [{ type: 'publish', ...lobby, id: 'a\n', data: 1 }, wrongId, { type: 'publish', ...lobby, id: 'a\n' }],
      [{ type: 'publish', ...lobby, id: 'ä', data: 1 }, wrongId, { type: 'publish', ...lobby, id: 'ä' }],
      [{ type: 'publish', ...lobby, id: 'a'.repeat(65), data: 1 }, wrongId, { type: 'publish', ...lobby }],
      [{ type: 'publish', ...lobby, id: 7, data: 1 }, wrongId, { type: 'publish', ...lobby }],
    ];
    // Slowly enough for the limit of messages per second.
    for (const [message, problem, request] of cases) {
      client.send(JSON.stringify(message));
      assert.deepEqual(await client.hear(), { type: 'error', error: 'invalid', problem, request });
    }
    client.send('{"__proto__":{"type":"subscribe","channel":"room:1"}}');
    assert.equal((await client.hear()).problem, 'no type');
    client.send('{"type":"subscribe","channel":"room:1","since":{"__proto__":{"epoch":"e","offset":1}}}');
    assert.equal((await client.hear()).problem, wrongSince);
    client.send('{"type":"\\ud800","channel":"\\udfff","id":"\\u0000"}');
    assert.deepEqual((await client.hear()).request, { type: '\ud800', channel: '\udfff', id: '\0' });
    // Of two members with one name the last one counts, for the check of the capability as well.
    client.send('{"type":"publish","channel":"room:1","channel":"staff:1","id":"a","data":1}');
    assert.equal((await client.hear()).capability, 'publish:staff:1');
    // Node 26 can write again what has thousands of levels, and earlier ones cannot.
    const deep = `${'['.repeat(30_000)}${']'.repeat(30_000)}`;
    client.send(`{"type":"publish","channel":"room:1","id":"a","data":${deep}}`);
    const { type, problem } = await client.hear();
    assert.deepEqual(
      { type, problem },
      writeData(JSON.parse(deep)).ok
        ? { type: 'published', problem: undefined }
        : { type: 'error', problem: 'data has too many levels' },
    );
    for (const text of ['nonsense', '{"type":"subscribe","since":{"epoch":"e","offset":NaN}}']) {
      client.send(text);
      assert.equal(await client.next(), '{"error":"invalid JSON"}');
    }
    assert.equal((await client.ask({ type: 'subscribe', ...lobby })).type, 'subscribed');
    client.send(Buffer.of(1, 2));
    assert.equal((await client.closed).code, 1003);
  });

  it('refuse what no capability names, and stay open', async (t) => {
    const client = await joined(t);
    const cases: readonly (readonly [message: Record<string, unknown>, capability: string])[] = [
      [{ type: 'subscribe', channel: 'staff:1' }, 'subscribe:staff:1'],
      [{ type: 'subscribe', channel: 'room' }, 'subscribe:room'],
      [{ type: 'subscribe', channel: 'rooms:1' }, 'subscribe:rooms:1'],
      [{ type: 'publish', channel: 'news', id: 'n', data: 1 }, 'publish:news'],
      [{ type: 'subscribe', channel: 'news', history: 5 }, 'history:news'],
    ];
    for (const [message, capability] of cases) {
      const { type, channel, id } = message;
      const request = { type, channel, ...(id !== undefined && { id }) };
      assert.deepEqual(await client.ask(message), { type: 'error', error: 'forbidden', capability, request });
    }
    const { present, ...news } = await client.ask({ type: 'subscribe', channel: 'news' });
    assert.deepEqual([news.type, present], ['subscribed', undefined]);
  });

  it('C32 tell who may not read history nothing from before, when they resume either', async (t) => {
    const lab = await startLab(t);
    const bob = await joinChannels(
      t,
      lab,
      await accessToken(lab, await signIn(lab.urls.page, 'bob', 'tea-party')),
    );
    const alice = await joinChannels(t, lab);
    const first = await alice.ask({ type: 'subscribe', channel: 'news' });
    await bob.ask({ type: 'publish', channel: 'news', id: '1', data: 'before' });
    assert.equal((await alice.hear()).data, 'before');
    const back = await joinChannels(t, lab);
    const since = { epoch: first.epoch, offset: 0 };
    const again = await back.ask({ type: 'subscribe', channel: 'news', since });
    assert.deepEqual([again.recovered, again.offset], [false, 1]);
    await bob.ask({ type: 'publish', channel: 'news', id: '2', data: 'after' });
    assert.equal((await back.hear()).data, 'after');
  });

  it('take any JSON as data, and give it back as JSON.parse and JSON.stringify keep it', async (t) => {
    const client = await joined(t);
    await client.ask({ type: 'subscribe', channel: 'room:1' });
    const values = [
      'null',
      '[]',
      '"\\u2028<b>"',
      '"\\ud800"',
      '1e400',
      '12345678901234567890',
      '{"a":1,"a":2,"__proto__":3}',
      '1.0',
    ];
    for (const [index, data] of values.entries()) {
      client.send(`{"type":"publish","channel":"room:1","id":"${index}","data":${data}}`);
      const text = await client.next();
      assert.ok(text.includes(`"data":${JSON.stringify(JSON.parse(data))},`), text);
      await client.hear();
    }
  });

  it('are as many as a connection may subscribe to, each once, and unsubscribing is always possible', async (t) => {
    const client = await joined(t, { messageRate: 0 });
    for (let index = 0; index < 100; index++)
      await client.ask({ type: 'subscribe', channel: `room:${index}` });
    const over = await client.ask({ type: 'subscribe', channel: 'room:100' });
    assert.deepEqual([over.error, over.problem], ['invalid', 'more than 100 subscriptions']);
    const twice = await client.ask({ type: 'subscribe', channel: 'room:1' });
    assert.deepEqual([twice.error, twice.problem], ['invalid', 'already subscribed']);
    for (let time = 0; time < 2; time++) {
      const left = await client.ask({ type: 'unsubscribe', channel: 'room:1' });
      assert.deepEqual(left, { type: 'unsubscribed', channel: 'room:1' });
    }
    assert.equal((await client.ask({ type: 'subscribe', channel: 'room:100' })).type, 'subscribed');
    await client.ask({ type: 'publish', channel: 'room:1', id: 'x', data: 1 });
    assert.equal((await client.ask({ type: 'unsubscribe', channel: 'room:2' })).type, 'unsubscribed');
  });

  it('answer one request after the other, and close a client that sends too many', async (t) => {
    const client = await joined(t);
    for (let index = 0; index < 60; index++) {
      client.say({ type: 'publish', channel: 'room:1', id: `${index}`, data: index });
    }
    for (let index = 0; index < 60; index++) {
      const { type, id, offset } = await client.hear();
      assert.deepEqual([type, id, offset], ['published', `${index}`, index + 1]);
    }
    for (let index = 0; index < 200; index++) client.say({ type: 'unsubscribe', channel: 'room:1' });
    assert.deepEqual(await client.closed, { code: 1008, reason: 'rate limit exceeded' });
  });

  it('refuse what is more than a hundred requests at once, and say which', async (t) => {
    const client = await joined(t, { messageRate: 0 });
    const socket = Reflect.get(client.webSocket, '_socket');
    assert.ok(socket instanceof Duplex);
    socket.cork();
    const count = 1000;
    for (let index = 0; index < count; index++) client.say({ type: 'unsubscribe', channel: `room:${index}` });
    socket.uncork();
    const heard = [];
    while (heard.length < count) heard.push(await client.hear());
    const refused = heard.filter(({ problem }) => problem === 'too many requests at once');
    assert.ok(refused.length > 0);
    const channels = heard.map(({ channel, request }) => channel ?? Reflect.get(Object(request), 'channel'));
    assert.equal(new Set(channels).size, count);
  });

  it('cut a subscriber that does not read, which costs the others nothing', async (t) => {
    const lab = await startLab(t, { maxBacklogBytes: 200_000, messageRate: 0 });
    const [deaf, other] = [await joinChannels(t, lab), await joinChannels(t, lab)];
    await deaf.ask({ type: 'subscribe', channel: 'room:1' });
    await other.ask({ type: 'subscribe', channel: 'room:1' });
    deaf.webSocket.pause();
    const data = 'x'.repeat(60_000);
    let heard = 0;
    let offset = 0;
    let gone = false;
    while (!gone) {
      other.say({ type: 'publish', channel: 'room:1', id: `${offset++}`, data });
      const next = await other.hear();
      if (next.event === 'leave') gone = true;
      else heard += next.type === 'message' ? 1 : 0;
    }
    assert.ok(heard > 0);
  });
});

describe('the page of channels', () => {
  it('has the same address as their WebSocket', async (t) => {
    const lab = await startLab(t);
    assert.equal(new URL(lab.urls.channels).pathname, '/channels');
    const { status } = await ask(lab.urls.page, '/channels');
    assert.notEqual(status, 426);
  });
});
