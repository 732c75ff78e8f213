import assert from 'node:assert/strict';
import { after, describe, it, type TestContext } from 'node:test';
import { FrameReader } from '@websocket-auth-lab/wire';
import { channelLimits } from '../../../protocol/channels.ts';
import { Unavailable } from '../../../server/basics/unavailable.ts';
import { type Broker, createBroker } from '../../../server/channels/broker.ts';
import type { Subscriber } from '../../../server/channels/channel.ts';
import type { Engine, News } from '../../../server/channels/engine.ts';
import { redisEngine } from '../../../server/channels/redis.ts';
import { engineBackends } from '../../support/engines.ts';
import { noRedis, openRedis, startRedis } from '../../support/redis.ts';
import { eventually, until } from '../../support/until.ts';

const server = noRedis ? undefined : await startRedis({ after });

let channels = 0;
const newChannel = () => `room:${++channels}`;
let clients = 0;

type Heard = Readonly<Record<string, unknown>>;

/** A subscriber that keeps what it is sent. */
function listener(user = 'alice') {
  const heard: Heard[] = [];
  const subscriber: Subscriber = {
    member: { user, client: `client-${++clients}` },
    seesPresence: () => user === 'alice',
    send: (frame) => heard.push(JSON.parse(payloadOf(frame))),
    drained: async () => {},
  };
  const offsets = () => heard.filter(({ type }) => type === 'message').map(({ offset }) => offset);
  return { subscriber, heard, offsets };
}

function payloadOf(frame: Uint8Array): string {
  let payload = '';
  new FrameReader((read) => {
    payload = String(read.payload);
  }, 65_536).push(Buffer.from(frame));
  return payload;
}

/** An engine whose news can be lost on the way. */
function lossy(engine: Engine): Engine & { loses: (news: News) => boolean; read: Engine['read'] } {
  const made = {
    ...engine,
    isShared: true,
    loses: (_news: News): boolean => false,
    listen: (channel: string, told: (news: News) => void) =>
      engine.listen(channel, (news) => {
        if (!made.loses(news)) told(news);
      }),
  };
  return made;
}

const say = (broker: Broker | Engine, channel: string, id: string) =>
  broker.publish(channel, { id, user: 'alice', data: JSON.stringify(id) });

const range = (from: number, to: number) => Array.from({ length: to - from + 1 }, (_, index) => from + index);

for (const [name, { skip, engines }] of Object.entries(engineBackends)) {
  describe(`A broker over an engine in ${name}`, { skip, concurrency: 4 }, () => {
    const nodes = async (t: TestContext, window?: { messages: number; seconds: number }) => {
      const [one, two] = await engines(t, server, window);
      const flaky = lossy(one);
      const here = createBroker(flaky);
      const there = two === one ? here : createBroker(two);
      t.after(() => here.close());
      t.after(() => there.close());
      return { here, there, flaky };
    };

    it('brings each message once and in order to subscribers of every node, who came when they came', async (t) => {
      const { here, there } = await nodes(t);
      const channel = newChannel();
      const all = [listener(), listener(), listener(), listener()];
      for (const [index, { subscriber }] of all.entries()) {
        const publishing = Promise.all(range(1, 25).map((n) => say(here, channel, `${index}-${n}`)));
        await (index % 2 ? there : here).subscribe(channel, subscriber, {});
        await publishing;
      }
      await say(there, channel, 'last');
      await until(t, () => all.every(({ offsets }) => offsets().at(-1) === 101));
      for (const { heard, offsets } of all)
        assert.deepEqual(offsets(), range(Number(heard[0]?.offset) + 1, 101));
    });

    it('gives who comes back what they missed, while more is published, without a gap and nothing twice', async (t) => {
      const { here, there } = await nodes(t);
      const channel = newChannel();
      const first = listener();
      await here.subscribe(channel, first.subscriber, {});
      const { epoch } = first.heard[0] ?? {};
      for (const n of range(1, 350)) void say(n % 2 ? here : there, channel, `${n}`);
      const back = listener();
      const since = { epoch: String(epoch), offset: 7 };
      await say(here, channel, 'before');
      await there.subscribe(channel, back.subscriber, { since });
      assert.equal(back.heard[0]?.recovered, true);
      await say(here, channel, 'after');
      await until(t, () => back.offsets().at(-1) === 352 && first.offsets().at(-1) === 352);
      assert.deepEqual(back.offsets(), range(8, 352));
      assert.deepEqual(first.offsets(), range(1, 352));
    });

    it('says that it cannot give what has left the window, an epoch it does not know, or what is yet to come', async (t) => {
      const { here } = await nodes(t, { messages: 5, seconds: 300 });
      const channel = newChannel();
      const first = listener();
      await here.subscribe(channel, first.subscriber, {});
      const epoch = String(first.heard[0]?.epoch);
      for (const n of range(1, 10)) await say(here, channel, `${n}`);
      const cases = [
        [{ epoch, offset: 5 }, true, range(6, 10)],
        [{ epoch, offset: 10 }, true, []],
        [{ epoch, offset: 4 }, false, []],
        [{ epoch, offset: 11 }, false, []],
        [{ epoch: 'other', offset: 7 }, false, []],
      ] as const;
      for (const [since, recovered, missed] of cases) {
        const { subscriber, heard, offsets } = listener();
        const subscription = await here.subscribe(channel, subscriber, { since });
        assert.deepEqual([heard[0]?.recovered, heard[0]?.offset], [recovered, 10]);
        await until(t, () => offsets().length >= missed.length);
        assert.deepEqual(offsets(), missed);
        subscription.end();
      }
    });

    it('gives a newcomer as many of the last messages as they ask for, and there are', async (t) => {
      const { here } = await nodes(t, { messages: 5, seconds: 300 });
      const channel = newChannel();
      for (const n of range(1, 10)) await say(here, channel, `${n}`);
      for (const [history, wanted] of [
        [0, []],
        [2, [9, 10]],
        [99, range(6, 10)],
      ] as const) {
        const { subscriber, heard, offsets } = listener();
        await here.subscribe(channel, subscriber, { history });
        assert.equal(heard[0]?.recovered, false);
        await until(t, () => offsets().length === wanted.length);
        assert.deepEqual(offsets(), wanted);
      }
    });

    it('reads what it did not hear of', async (t) => {
      const { here, there, flaky } = await nodes(t);
      const channel = newChannel();
      const { subscriber, offsets } = listener();
      await here.subscribe(channel, subscriber, {});
      flaky.loses = (news) => news.type === 'message' && [2, 3, 5].includes(news.message.offset);
      for (const n of range(1, 6)) await say(there, channel, `${n}`);
      await until(t, () => offsets().length === 6);
      assert.deepEqual(offsets(), range(1, 6));
      // Nothing follows that would show the gap, so the next look has to find it.
      flaky.loses = ({ type }) => type === 'message';
      await say(there, channel, 'last');
      await until(t, () => offsets().length === 7);
      assert.deepEqual(offsets(), range(1, 7));
    });

    it('reads no more than it must though messages come all the while', async (t) => {
      const { here, there, flaky } = await nodes(t);
      const channel = newChannel();
      let reads = 0;
      const { read } = flaky;
      flaky.read = async (name, after, most) => {
        const page = await read(name, after, most);
        // Enough that it could go on for a while.
        if (++reads < 40) {
          const { offset } = await say(there, name, `while reading ${reads}`);
          await until(t, () => newest >= offset);
        }
        return page;
      };
      const live = listener();
      await here.subscribe(channel, live.subscriber, {});
      let newest = 0;
      flaky.loses = (news) => {
        if (news.type === 'message') newest = news.message.offset;
        return newest === 1;
      };
      for (const id of ['lost', 'heard']) await say(there, channel, id);
      await until(t, () => live.offsets().length >= 2);
      await say(there, channel, 'live');
      const back = listener();
      const since = { epoch: String(live.heard[0]?.epoch), offset: 1 };
      await here.subscribe(channel, back.subscriber, { since });
      const { offset: last } = await say(there, channel, 'last');
      const at = ({ offsets }: typeof live) => Number(offsets().at(-1));
      await until(t, () => at(live) >= last && at(back) >= last);
      assert.deepEqual([live.offsets(), back.offsets()], [range(1, at(live)), range(2, at(back))]);
      assert.ok(reads <= 5, `${reads} reads`);
    });

    it('tells everybody where the gap is more than the window', async (t) => {
      const { here, there, flaky } = await nodes(t, { messages: 3, seconds: 300 });
      const channel = newChannel();
      const { subscriber, heard } = listener('bob');
      await here.subscribe(channel, subscriber, {});
      flaky.loses = (news) => news.type === 'message' && news.message.offset < 10;
      for (const n of range(1, 10)) await say(there, channel, `${n}`);
      await until(t, () => heard.length === 2);
      const { type, recovered, offset } = heard[1] ?? {};
      assert.deepEqual([type, recovered, offset], ['subscribed', false, 10]);
      await say(there, channel, '11');
      await until(t, () => heard.length === 3);
      assert.equal(heard[2]?.offset, 11);
    });

    it('delivers nothing after a subscription has ended, in the middle of what was missed either', async (t) => {
      const { here } = await nodes(t);
      const channel = newChannel();
      for (const n of range(1, 250)) await say(here, channel, `${n}`);
      const { subscriber, heard } = listener();
      let resume = () => {};
      const paused = { ...subscriber, drained: () => new Promise<void>((resolve) => (resume = resolve)) };
      const subscription = await here.subscribe(channel, paused, { history: 250 });
      await until(t, () => heard.length === 101);
      subscription.end();
      resume();
      const [live, other] = [listener(), listener()];
      const ended = await here.subscribe(channel, live.subscriber, {});
      await here.subscribe(channel, other.subscriber, {});
      await say(here, channel, 'before');
      await until(t, () => live.offsets().length === 1);
      ended.end();
      await say(here, channel, 'after');
      await until(t, () => other.offsets().length === 2);
      assert.deepEqual([heard.length, live.offsets().length], [101, 1]);
    });

    it('shows who is there to those who may see it, at whichever node they are', async (t) => {
      const { here, there } = await nodes(t);
      const channel = newChannel();
      const [alice, bob, other] = [listener('alice'), listener('bob'), listener('alice')];
      await here.subscribe(channel, alice.subscriber, {});
      const away = await there.subscribe(channel, bob.subscriber, {});
      const names = (present: unknown) =>
        Array.isArray(present) ? present.map(({ user }) => user).sort() : present;
      await until(t, () => alice.heard.length === 2);
      const { member } = bob.subscriber;
      assert.deepEqual(alice.heard[1], { type: 'presence', channel, event: 'enter', ...member });
      await there.subscribe(channel, other.subscriber, {});
      assert.deepEqual(names(other.heard[0]?.present), ['alice', 'alice', 'bob']);
      away.end();
      await until(t, () => alice.heard.length === 4);
      assert.deepEqual(alice.heard[3], { type: 'presence', channel, event: 'leave', ...member });
      assert.equal(bob.heard.length, 1, 'bob is told of nobody');
      assert.ok(!('present' in (bob.heard[0] ?? {})));
    });

    it('tells nobody of each any more where a crowd has come, and who is there when it has gone', async (t) => {
      const { here, there } = await nodes(t);
      const channel = newChannel();
      const alice = listener('alice');
      await here.subscribe(channel, alice.subscriber, {});
      const coming = range(2, channelLimits.crowd).map(() => listener('bob').subscriber);
      const crowd = [];
      for (const subscriber of coming) crowd.push(await there.subscribe(channel, subscriber, {}));
      await until(t, () => alice.heard.length === channelLimits.crowd);
      assert.ok(alice.heard.slice(1).every(({ event }) => event === 'enter'));

      const [other, late] = [listener('alice'), listener('alice')];
      crowd.push(await there.subscribe(channel, other.subscriber, {}));
      await until(t, () => alice.heard.length === channelLimits.crowd + 1);
      assert.deepEqual(alice.heard.at(-1), { type: 'presence', channel, event: 'crowd' });
      for (const node of [there, here]) {
        const newcomer = listener('alice');
        (await node.subscribe(channel, newcomer.subscriber, {})).end();
        assert.deepEqual([newcomer.heard[0]?.crowd, newcomer.heard[0]?.present], [true, undefined]);
      }

      // There is one who comes and goes all the while.
      for (const subscription of crowd.splice(0, channelLimits.crowd - channelLimits.room)) {
        subscription.end();
        (await there.subscribe(channel, late.subscriber, {})).end();
      }
      crowd.pop()?.end();
      crowd.pop()?.end();
      await until(t, () => alice.heard.length === channelLimits.crowd + 3);
      const [room, leave] = alice.heard.slice(-2);
      assert.equal(room?.event, 'room');
      assert.ok(Array.isArray(room?.present) && room.present.length === channelLimits.room);
      assert.equal(leave?.event, 'leave');
      const newcomer = listener('alice');
      await here.subscribe(channel, newcomer.subscriber, {});
      const { present } = newcomer.heard[0] ?? {};
      assert.ok(Array.isArray(present) && present.length === channelLimits.room);
    });
  });
}

describe('A broker over Redis', { skip: noRedis, concurrency: 2 }, () => {
  it('tells every subscriber that the memory of a channel was lost, and enters them again', async (t) => {
    const own = await startRedis(t);
    const [engine] = (await engineBackends.Redis?.engines(t, own)) ?? [];
    assert.ok(engine);
    const broker = createBroker(engine);
    t.after(() => broker.close());
    const [alice, bob] = [listener('alice'), listener('bob')];
    for (const { subscriber } of [alice, bob]) await broker.subscribe('room:1', subscriber, {});
    await say(broker, 'room:1', '1');
    await own.ask('FLUSHALL');
    await until(t, () => bob.heard.filter(({ type }) => type === 'subscribed').length >= 2);
    const [before, again] = bob.heard.filter(({ type }) => type === 'subscribed');
    assert.notEqual(again?.epoch, before?.epoch);
    assert.deepEqual([again?.recovered, again?.offset], [false, 0]);
    await say(broker, 'room:1', '1');
    await until(t, () => bob.offsets().length === 2);
    assert.deepEqual(bob.offsets(), [1, 1]);
    const newcomer = listener('alice');
    await broker.subscribe('room:1', newcomer.subscriber, {});
    assert.equal(alice.heard.filter(({ event }) => event === 'leave').length, 0);
    const present = newcomer.heard[0]?.present;
    assert.ok(Array.isArray(present) && present.length === 3);
  });

  it('refuses who needs Redis while it is away, and goes on with what was missed when it is back', async (t) => {
    const own = await startRedis(t);
    const [here, there] = (await engineBackends.Redis?.engines(t, own)) ?? [];
    assert.ok(here && there);
    const broker = createBroker(here);
    t.after(() => broker.close());
    const { subscriber, offsets } = listener();
    await broker.subscribe('room:1', subscriber, {});
    own.signal('SIGSTOP');
    await assert.rejects(say(broker, 'room:1', '1'), Unavailable);
    await assert.rejects(broker.subscribe('room:2', listener().subscriber, {}), Unavailable);
    own.signal('SIGCONT');
    await eventually(t, () =>
      say(there, 'room:1', '1').then(
        () => true,
        () => false,
      ),
    );
    await until(t, () => offsets().length > 0);
    assert.deepEqual(offsets(), [1]);
  });

  it('does not take what a restarted Redis still knows for all that there was, and tells everybody', async (t) => {
    const own = await startRedis(t);
    const [engine] = (await engineBackends.Redis?.engines(t, own)) ?? [];
    assert.ok(engine);
    const broker = createBroker(engine);
    t.after(() => broker.close());
    const { subscriber, heard, offsets } = listener('bob');
    await broker.subscribe('room:1', subscriber, {});
    await say(broker, 'room:1', 'saved');
    await own.ask('SAVE');
    for (const id of ['lost', 'also lost']) await say(broker, 'room:1', id);
    await until(t, () => offsets().length === 3);
    await own.restart();
    await until(t, () => heard.filter(({ type }) => type === 'subscribed').length >= 2);
    const [before, again] = heard.filter(({ type }) => type === 'subscribed');
    assert.notEqual(again?.epoch, before?.epoch);
    assert.deepEqual([again?.recovered, again?.offset], [false, 0]);
    await say(broker, 'room:1', 'new');
    await until(t, () => heard.at(-1)?.id === 'new');
  });

  it('does not forget who leaves while Redis is away, nor who stays', async (t) => {
    const own = await startRedis(t);
    const [here, there] = (await engineBackends.Redis?.engines(t, own)) ?? [];
    assert.ok(here && there);
    const [one, other] = [createBroker(here), createBroker(there)];
    t.after(() => one.close());
    t.after(() => other.close());
    const [alice, bob, carol] = [listener('alice'), listener('bob'), listener('carol')];
    await one.subscribe('room:1', alice.subscriber, {});
    const leaving = await other.subscribe('room:1', bob.subscriber, {});
    await other.subscribe('room:1', carol.subscriber, {});
    await until(t, () => alice.heard.length === 3);
    own.signal('SIGSTOP');
    await assert.rejects(say(other, 'room:1', '1'), Unavailable);
    leaving.end();
    own.signal('SIGCONT');
    const start = performance.now();
    const leaves = () => alice.heard.filter(({ event }) => event === 'leave');
    await until(t, () => leaves().length > 0);
    assert.ok(performance.now() - start < 10_000);
    const { client } = bob.subscriber.member;
    assert.deepEqual(
      leaves().map((left) => left.client),
      [client],
    );
    const { others } = await here.look('room:1');
    assert.deepEqual(others, [carol.subscriber.member]);
  });

  it('shows nobody of a node that has died, within 10 seconds', async (t) => {
    const own = await startRedis(t);
    const [engine] = (await engineBackends.Redis?.engines(t, own)) ?? [];
    assert.ok(engine);
    const broker = createBroker(engine);
    t.after(() => broker.close());
    const [alice, bob] = [listener('alice'), listener('bob')];
    await broker.subscribe('room:1', alice.subscriber, {});
    const dying = await openRedis(t, own);
    await createBroker(redisEngine(dying, { messages: 10, seconds: 10 })).subscribe(
      'room:1',
      bob.subscriber,
      {},
    );
    await until(t, () => alice.heard.length === 2);
    await dying.close();
    const key = `lab:node:${dying.node}`;
    const leftMs = Number(await own.ask('PTTL', key));
    assert.ok(leftMs <= 5000, `Redis remembers the node for ${leftMs} ms`);
    // A node looks every two seconds, so the rest of its time need not be waited for.
    await own.ask('DEL', key);
    await until(t, () => alice.heard.length === 3);
    assert.deepEqual(alice.heard[2], {
      type: 'presence',
      channel: 'room:1',
      event: 'leave',
      ...bob.subscriber.member,
    });
  });
});
