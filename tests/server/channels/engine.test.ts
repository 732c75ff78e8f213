import assert from 'node:assert/strict';
import { after, describe, it } from 'node:test';
import { setTimeout as pause } from 'node:timers/promises';
import { Unavailable } from '../../../server/basics/unavailable.ts';
import { type Engine, type News, PAGE_BYTES } from '../../../server/channels/engine.ts';
import { memoryEngine } from '../../../server/channels/memory.ts';
import { engineBackends } from '../../support/engines.ts';
import { noRedis, startRedis } from '../../support/redis.ts';
import { until } from '../../support/until.ts';

const server = noRedis ? undefined : await startRedis({ after });

let channels = 0;
const newChannel = () => `room:${++channels}`;

const said = (id: string, user = 'alice', data = '"hi"') => ({ id, user, data });
const alice = { user: 'alice', client: 'a' };
const bob = { user: 'bob', client: 'b', issuer: 'https://issuer.example' };

for (const [name, { skip, engines }] of Object.entries(engineBackends)) {
  describe(`An engine in ${name}`, { skip, concurrency: 4 }, () => {
    it('counts the messages of a channel from 1, and tells each listener at every node', async (t) => {
      const [here, there] = await engines(t, server);
      const channel = newChannel();
      const heard: News[] = [];
      t.after(there.listen(channel, (news) => heard.push(news)));
      await there.look(channel);
      const before = Date.now();
      for (const offset of [1, 2, 3]) {
        assert.deepEqual(await here.publish(channel, said(`${offset}`)), { offset, duplicate: false });
      }
      await until(t, () => heard.length === 3);
      const page = await here.read(channel, 0, 10);
      assert.deepEqual([page.offset, page.oldest], [3, 1]);
      assert.deepEqual(
        heard.map((news) => news.type === 'message' && news.message),
        page.messages,
      );
      const [first] = page.messages;
      assert.ok(first && first.at >= before - 1000 && first.at <= Date.now() + 1000);
      assert.deepEqual(first, { ...said('1'), offset: 1, at: first.at });
    });

    it('keeps data, id and user as they are', async (t) => {
      const [engine] = await engines(t, server);
      const channel = newChannel();
      const odd = {
        id: ' "\\~',
        user: 'a\n b"',
        issuer: 'https://i/',
        data: '{"a\\n":["\\u2028",1e2,null]}',
      };
      await engine.publish(channel, odd);
      const { messages } = await engine.read(channel, 0, 1);
      assert.deepEqual(messages, [{ ...odd, offset: 1, at: messages[0]?.at }]);
    });

    it('stores what is published again once, however many messages came since', async (t) => {
      const window = { messages: 3, seconds: 300 };
      const [here, there] = await engines(t, server, window);
      const channel = newChannel();
      await here.publish(channel, said('same'));
      for (let index = 0; index < 10; index++) await here.publish(channel, said(`${index}`));
      assert.deepEqual(await there.publish(channel, said('same')), { offset: 1, duplicate: true });
      assert.equal((await here.look(channel)).offset, 11);
      for (const [user, issuer] of [['bob'], ['alice', 'https://issuer.example']]) {
        const other = await here.publish(channel, { ...said('same', user), ...(issuer && { issuer }) });
        assert.equal(other.duplicate, false, `${user} of ${issuer} is somebody else`);
      }
      assert.equal((await here.publish(newChannel(), said('same'))).duplicate, false);
    });

    it('gives every message its own number, and one publisher theirs in order, though many publish', async (t) => {
      const both = await engines(t, server);
      const channel = newChannel();
      const publishers = Array.from({ length: 10 }, async (_, who) => {
        const offsets: number[] = [];
        for (let index = 0; index < 20; index++) {
          const engine = both[(who + index) % 2] ?? both[0];
          offsets.push((await engine.publish(channel, said(`${who}-${index}`))).offset);
        }
        return offsets;
      });
      const offsets = await Promise.all(publishers);
      for (const its of offsets)
        assert.deepEqual(
          its,
          its.toSorted((a, b) => a - b),
        );
      assert.deepEqual(
        offsets.flat().toSorted((a, b) => a - b),
        Array.from({ length: 200 }, (_, index) => index + 1),
      );
    });

    it('keeps as many messages as the window says, and says which is the oldest', async (t) => {
      const [engine] = await engines(t, server, { messages: 3, seconds: 300 });
      const channel = newChannel();
      for (let index = 1; index <= 5; index++) await engine.publish(channel, said(`${index}`));
      const { offset, oldest, messages } = await engine.read(channel, 0, 2);
      assert.deepEqual([offset, oldest, messages.map(({ id }) => id)], [5, 3, ['3', '4']]);
      assert.deepEqual(
        (await engine.read(channel, 4, 10)).messages.map(({ id }) => id),
        ['5'],
      );
      assert.deepEqual((await engine.read(channel, 5, 10)).messages, []);
      assert.deepEqual((await engine.read(channel, 99, 10)).messages, []);
    });

    it('reads few long messages at once', async (t) => {
      const [engine] = await engines(t, server);
      const channel = newChannel();
      const data = JSON.stringify('x'.repeat(PAGE_BYTES / 2));
      for (const id of ['1', '2', '3']) await engine.publish(channel, said(id, 'alice', data));
      const read = async (after: number) =>
        (await engine.read(channel, after, 100)).messages.map(({ offset }) => offset);
      assert.deepEqual([await read(0), await read(2)], [[1, 2], [3]]);
    });

    it('keeps them for as long as the window says, and the epoch for longer', async (t) => {
      const [engine] = await engines(t, server, { messages: 1000, seconds: 0.2 });
      const channel = newChannel();
      for (const id of ['1', '2']) await engine.publish(channel, said(id));
      const { epoch } = await engine.look(channel);
      await pause(120);
      await engine.publish(channel, said('3'));
      await pause(120);
      const later = await engine.read(channel, 0, 10);
      assert.deepEqual([later.offset, later.oldest, later.messages.length], [3, 3, 1]);
      await pause(120);
      assert.deepEqual(await engine.read(channel, 0, 10), { epoch, offset: 3, oldest: 4, messages: [] });
    });

    it('knows who is subscribed, here and at other nodes, and tells those of each once', async (t) => {
      const [here, there] = await engines(t, server);
      const channel = newChannel();
      const heard: string[] = [];
      const hear = (news: News) => {
        if (news.type !== 'message') heard.push(`${news.type} ${news.member.client}`);
      };
      t.after(there.listen(channel, hear));
      await there.look(channel);
      await here.enter(channel, [alice]);
      await there.enter(channel, [bob]);
      await here.enter(channel, [alice]);
      const seen = async (engine: Engine) => {
        const { others, own } = await engine.look(channel);
        return [others, own.toSorted(byClient)];
      };
      const isOne = here === there;
      assert.deepEqual(await seen(here), isOne ? [[], [alice, bob]] : [[bob], [alice]]);
      assert.deepEqual(await seen(there), isOne ? [[], [alice, bob]] : [[alice], [bob]]);
      here.leave(channel, alice);
      here.leave(channel, alice);
      assert.deepEqual(await seen(here), isOne ? [[], [bob]] : [[bob], []]);
      const last = { user: 'carol', client: 'c' };
      await here.enter(channel, [last]);
      if (isOne) return assert.deepEqual(heard, [], 'there is no other node');
      await until(t, () => heard.length === 3);
      assert.deepEqual(heard, ['enter a', 'leave a', 'enter c']);
    });

    it('notes thousands of members at once, as they come when Redis has lost its memory', async (t) => {
      const [here, there] = await engines(t, server);
      const channel = newChannel();
      const members = Array.from({ length: 5000 }, (_, index) => ({ user: 'alice', client: `${index}` }));
      await here.enter(channel, members);
      const { others, own } = await there.look(channel);
      assert.equal((here === there ? own : others).length, members.length);
    });

    it('tells nobody who has stopped listening', async (t) => {
      const [engine] = await engines(t, server);
      const channel = newChannel();
      let heard = 0;
      const stop = engine.listen(channel, () => heard++);
      const other = new Promise<News>((resolve) => t.after(engine.listen(channel, resolve)));
      stop();
      await engine.publish(channel, said('1'));
      await other;
      assert.equal(heard, 0);
    });
  });
}

const byClient = (one: { client: string }, other: { client: string }) => (one.client < other.client ? -1 : 1);

describe('An engine in memory', () => {
  it('takes no more when it is full, and again when old messages have gone', async (t) => {
    let now = 1_000_000;
    const engine = memoryEngine({ messages: 1000, seconds: 10 }, () => now, 100_000);
    t.after(() => engine.close());
    const large = JSON.stringify('x'.repeat(10_000));
    const fill = async () => {
      for (let index = 0; index < 100; index++)
        await engine.publish('room:1', said(`${index}`, 'alice', large));
    };
    await assert.rejects(fill, Unavailable);
    const { offset } = await engine.look('room:1');
    assert.ok(offset >= 4 && offset < 10, `${offset} messages were stored`);
    await assert.rejects(engine.publish('room:2', said('1')), Unavailable);
    now += 10_001;
    assert.equal((await engine.publish('room:1', said('after'))).offset, offset + 1);
  });

  it('takes no more channels than fit, though nothing is said in them', async (t) => {
    const engine = memoryEngine({ messages: 1000, seconds: 10 }, Date.now, 100_000);
    t.after(() => engine.close());
    const use = async () => {
      for (let index = 0; index < 200; index++) await engine.look(`room:${index}`);
    };
    await assert.rejects(use, Unavailable);
  });

  it('keeps the epoch of an idle channel for the time of the window, and while somebody listens', async (t) => {
    t.mock.timers.enable({ apis: ['setTimeout', 'Date'] });
    const engine = memoryEngine({ messages: 10, seconds: 600 }, Date.now);
    t.after(() => engine.close());
    const epochOf = async (channel: string) => (await engine.look(channel)).epoch;
    const [idle, listened] = [await epochOf('idle'), await epochOf('listened')];
    const stop = engine.listen('listened', () => {});
    for (let passed = 0; passed < 590; passed += 10) t.mock.timers.tick(10_000);
    assert.equal(await epochOf('idle'), idle);
    for (let passed = 0; passed < 620; passed += 10) t.mock.timers.tick(10_000);
    assert.notEqual(await epochOf('idle'), idle);
    assert.equal(await epochOf('listened'), listened);
    stop();
    for (let passed = 0; passed < 620; passed += 10) t.mock.timers.tick(10_000);
    assert.notEqual(await epochOf('listened'), listened);
  });
});

describe('An engine in Redis', { skip: noRedis }, () => {
  it('leaves nothing behind that does not expire, and begins a new epoch when Redis was emptied', async (t) => {
    const [engine] = (await engineBackends.Redis?.engines(t, server)) ?? [];
    assert.ok(engine && server);
    const channel = newChannel();
    await engine.enter(channel, [alice]);
    await engine.publish(channel, said('1'));
    const before = await engine.look(channel);
    for (const key of await server.keys()) {
      if (key.includes(channel)) assert.ok(Number(await server.ask('PTTL', key)) > 0, key);
    }
    await server.ask('FLUSHALL');
    const { epoch, offset, own } = await engine.look(channel);
    assert.notEqual(epoch, before.epoch);
    assert.deepEqual([offset, own], [0, []]);
  });
});
