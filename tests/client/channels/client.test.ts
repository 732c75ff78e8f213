import assert from 'node:assert/strict';
import { EventEmitter, once } from 'node:events';
import path from 'node:path';
import { describe, it, type TestContext } from 'node:test';
import { gzipSync } from 'node:zlib';
import { build } from 'esbuild';
import WebSocket, { WebSocketServer } from 'ws';
import {
  type Channels,
  comesBack,
  createChannels,
  type Message,
  type Position,
  type Refusal,
  type Settings,
  type State,
} from '../../../client/channels/client.ts';
import { channelLimits } from '../../../protocol/channels.ts';
import { DEMO_TOKEN } from '../../../protocol/messages.ts';
import { closes, outcomeOfClose, standardCloses } from '../../../protocol/outcomes.ts';
import { projectRoot } from '../../../server/basics/paths.ts';
import { ask, fetchTicket, signIn } from '../../support/auth.ts';
import { type RunningLab, startLab } from '../../support/lab.ts';

const room = 'room:lobby';

interface From {
  since?: Position;
  history?: number;
}

/** A client, and everything that it tells. */
interface Told extends Channels {
  /** The next event of a type; those before it are let go. */
  next<Type extends Event['type']>(type: Type): Promise<Extract<Event, { type: Type }>>;
  /** Subscribes to the room. */
  join(from: From): void;
  /** All that were delivered. */
  readonly messages: Message[];
}

type Event =
  | State
  | { readonly type: 'message'; readonly message: Message }
  | { readonly type: 'subscribed'; readonly at: Position; readonly recovered: boolean }
  | { readonly type: 'present'; readonly users: readonly string[] }
  | { readonly type: 'refused'; readonly why: Refusal };

function listen(t: TestContext, settings: Settings): Told {
  const events: Event[] = [];
  const told = new EventEmitter();
  const messages: Message[] = [];
  const tell = (event: Event) => {
    events.push(event);
    if (event.type === 'message') messages.push(event.message);
    told.emit('event');
  };
  const channels = createChannels({ state: tell, ...settings });
  t.after(channels.disconnect);
  return {
    ...channels,
    messages,
    join: (from) =>
      channels.subscribe(
        room,
        {
          message: (message) => tell({ type: 'message', message }),
          subscribed: (at, recovered) => tell({ type: 'subscribed', at, recovered }),
          present: (members) =>
            tell({ type: 'present', users: members?.map(({ user }) => user).sort() ?? [] }),
          refused: (why) => tell({ type: 'refused', why }),
        },
        from,
      ),
    async next(type) {
      for (;;) {
        const event = events.shift();
        if (isOf(event, type)) return event;
        if (!event) await once(told, 'event');
      }
    },
  };
}

function isOf<Type extends Event['type']>(
  event: Event | undefined,
  type: Type,
): event is Extract<Event, { type: Type }> {
  return event?.type === type;
}

interface Given {
  readonly token?: Settings['token'];
  readonly from?: From;
  /** Gets every socket before anybody listens to it. */
  readonly wire?: (socket: WebSocket) => void;
}

/** A client that has subscribed to the room. */
function client(
  t: TestContext,
  { urls }: { readonly urls: Pick<RunningLab['urls'], 'channels'> },
  { token = async () => DEMO_TOKEN, from = {}, wire = () => {} }: Given = {},
): Told {
  const told = listen(t, {
    token,
    open() {
      const socket = new WebSocket(urls.channels, { rejectUnauthorized: false });
      wire(socket);
      return socket;
    },
  });
  told.join(from);
  told.connect();
  return told;
}

/** What has been delivered, once there are so many messages. */
async function heard(told: Told, count: number): Promise<readonly string[]> {
  while (told.messages.length < count) await told.next('message');
  return told.messages.map(({ offset, user, data }) => `${offset} ${user} ${data}`);
}

/** Cuts the line as a network would, without a close frame, before a message of a kind is heard. */
function cutBefore(kind: string, left = { count: 0 }): (socket: WebSocket) => void {
  return (socket) => {
    const emit = socket.emit.bind(socket);
    let isCut = false;
    socket.emit = (name, ...values) => {
      if (name === 'message' && !isCut && String(values[0]).includes(`"type":"${kind}"`)) {
        isCut = left.count-- === 0;
        if (isCut) socket.terminate();
      }
      return isCut && name === 'message' ? false : emit(name, ...values);
    };
  };
}

type Said = Readonly<Record<string, unknown>>;

/** A client of a server that answers what the test has it answer. */
async function scripted(
  t: TestContext,
  answers: (said: Said) => readonly object[],
  token: Settings['token'] = async () => 'a',
): Promise<Told> {
  const server = new WebSocketServer({ port: 0, host: '127.0.0.1' });
  t.after(() => {
    for (const socket of server.clients) socket.terminate();
    server.close();
  });
  server.on('connection', (socket) => {
    socket.on('message', (data) => {
      for (const answer of answers(JSON.parse(String(data)))) socket.send(JSON.stringify(answer));
    });
  });
  await once(server, 'listening');
  const address = server.address();
  assert.ok(typeof address === 'object' && address);
  return client(t, { urls: { channels: `ws://127.0.0.1:${address.port}` } }, { token });
}

const welcome = { type: 'authenticated', user: 'alice', client: 'a' };
const subscribed = { type: 'subscribed', channel: room, epoch: 'e', offset: 0, recovered: false };

describe('the client of channels', { concurrency: 3 }, () => {
  it('brings messages in order to everybody, and says who is there', async (t) => {
    const lab = await startLab(t);
    const bobIn = await signIn(lab.urls.page, 'bob', 'tea-party');
    const alice = client(t, lab);
    await alice.next('subscribed');
    const bob = client(t, lab, { token: () => fetchTicket(lab.urls.page, bobIn, 'authenticate-message') });
    const { recovered } = await bob.next('subscribed');
    assert.equal(recovered, false);
    assert.deepEqual((await alice.next('present')).users, ['alice']);
    assert.deepEqual((await alice.next('present')).users, ['alice', 'bob']);
    const published = ['a', 'b', 'c'].map((data) => alice.publish(room, data));
    assert.deepEqual(
      await Promise.all(published),
      [1, 2, 3].map((offset) => ({ offset, duplicate: false })),
    );
    assert.deepEqual(await heard(bob, 3), ['1 alice a', '2 alice b', '3 alice c']);
    bob.unsubscribe(room);
    assert.deepEqual((await alice.next('present')).users, ['alice']);
  });

  it('comes back with exactly what it missed, also if the line is cut in the middle of it', async (t) => {
    const lab = await startLab(t);
    const alice = client(t, lab);
    const left = { count: Number.POSITIVE_INFINITY };
    const bob = client(t, lab, { wire: cutBefore('message', left) });
    await bob.next('subscribed');
    await alice.publish(room, '1');
    await heard(bob, 1);
    bob.disconnect();
    for (const data of ['2', '3', '4', '5', '6']) await alice.publish(room, data);
    left.count = 2;
    bob.connect();
    assert.equal((await bob.next('subscribed')).recovered, true);
    await bob.next('waiting');
    assert.equal(bob.messages.length, 3);
    left.count = Number.POSITIVE_INFINITY;
    assert.equal((await bob.next('subscribed')).recovered, true);
    await alice.publish(room, '7');
    assert.deepEqual(
      await heard(bob, 7),
      ['1', '2', '3', '4', '5', '6', '7'].map((number) => `${number} alice ${number}`),
    );
  });

  it('publishes with the same id until it knows that the message is stored, once', async (t) => {
    const lab = await startLab(t);
    const bob = client(t, lab);
    await bob.next('subscribed');
    const alice = client(t, lab, { wire: cutBefore('published') });
    const first = alice.publish(room, 'first');
    const second = alice.publish(room, 'second');
    await alice.next('waiting');
    assert.deepEqual(await heard(bob, 1), ['1 alice first']);
    assert.deepEqual(await first, { offset: 1, duplicate: true });
    assert.deepEqual(await second, { offset: 2, duplicate: false });
    assert.deepEqual(await heard(bob, 2), ['1 alice first', '2 alice second']);
  });

  it('is told if what it missed cannot be had any more', async (t) => {
    const lab = await startLab(t, { channelMessages: 2 });
    const alice = client(t, lab);
    const bob = client(t, lab);
    const { at } = await bob.next('subscribed');
    bob.disconnect();
    for (const data of ['1', '2', '3']) await alice.publish(room, data);
    bob.connect();
    assert.deepEqual(await bob.next('subscribed'), {
      type: 'subscribed',
      recovered: false,
      at: { epoch: at.epoch, offset: 3 },
    });
    await alice.publish(room, '4');
    assert.deepEqual(await heard(bob, 1), ['4 alice 4']);
    const gone = client(t, lab, { from: { since: { epoch: 'gone', offset: 3 } } });
    assert.equal((await gone.next('subscribed')).recovered, false);
    const newcomer = client(t, lab, { from: { history: 10 } });
    assert.deepEqual(await heard(newcomer, 2), ['3 alice 3', '4 alice 4']);
  });

  it('stays away when its session has ended, and keeps what it has not published', async (t) => {
    const lab = await startLab(t);
    const session = await signIn(lab.urls.page);
    const token = () => fetchTicket(lab.urls.page, session, 'authenticate-message');
    const alice = client(t, lab, { token });
    await alice.next('subscribed');
    await ask(lab.urls.page, '/auth/session', { method: 'DELETE', headers: session.headers });
    const { code, reason } = closes.sessionEnded;
    assert.deepEqual(await alice.next('closed'), { type: 'closed', code, reason });
    const published = alice.publish(room, 'x');
    Object.assign(session, await signIn(lab.urls.page));
    alice.connect();
    assert.deepEqual(await published, { offset: 1, duplicate: false });
  });

  it('is refused what no capability allows, and goes on', async (t) => {
    const lab = await startLab(t);
    const alice = client(t, lab);
    await alice.next('subscribed');
    await assert.rejects(alice.publish('news', 'x'), { error: 'forbidden', capability: 'publish:news' });
    await assert.rejects(alice.publish('No Name', 'x'), {
      error: 'invalid',
      problem: 'channel is not a channel name',
    });
    const refused = new Promise((resolve) => {
      alice.subscribe('staff:1', { message() {}, refused: resolve });
    });
    assert.deepEqual(await refused, { error: 'forbidden', capability: 'subscribe:staff:1' });
    assert.deepEqual(await alice.publish(room, 'x'), { offset: 1, duplicate: false });
  });

  it('comes back to a hundred channels, and publishes', async (t) => {
    const lab = await startLab(t);
    const alice = client(t, lab);
    const { subscriptions } = channelLimits;
    for (let number = 1; number < subscriptions; number++) {
      alice.subscribe(`room:${number}`, { message() {} });
    }
    assert.deepEqual(await alice.publish(room, 'x'), { offset: 1, duplicate: false });
  });

  it('tries again while the channels are away', async (t) => {
    const asked: Said[] = [];
    const alice = await scripted(t, (said) => {
      asked.push(said);
      const { type, channel, id } = said;
      if (type === 'authenticate') return [welcome];
      const isFirst = asked.filter((one) => one.type === type).length === 1;
      if (isFirst) return [{ type: 'error', error: 'unavailable', request: { type, channel, id } }];
      return type === 'subscribe'
        ? [subscribed]
        : [{ type: 'published', channel, id, offset: 1, duplicate: false }];
    });
    assert.deepEqual(await alice.publish(room, 'x', 'one'), { offset: 1, duplicate: false });
    await alice.next('subscribed');
    assert.deepEqual(
      asked.filter(({ type }) => type === 'publish').map(({ id }) => id),
      ['one', 'one'],
    );
  });

  it('renews its token before it expires', async (t) => {
    const tokens = ['first', 'second'];
    const renewed = await new Promise<Said>((resolve, reject) => {
      scripted(
        t,
        (said) => {
          if (said.type === 'authenticate') return [{ ...welcome, expiresIn: 0.02 }];
          if (said.type === 'refresh') resolve(said);
          return [];
        },
        async () => tokens.shift(),
      ).catch(reject);
    });
    assert.deepEqual(renewed, { type: 'refresh', token: 'second' });
  });

  it('goes on from where a lost memory begins anew', async (t) => {
    const message = { type: 'message', channel: room, id: 'a', user: 'bob', at: 0 };
    const alice = await scripted(t, ({ type }) => {
      if (type === 'authenticate') return [welcome];
      return [
        // Nobody has subscribed yet.
        { ...message, offset: 1, data: 'early' },
        { ...subscribed, offset: 5 },
        { ...message, offset: 5, data: 'twice' },
        { ...message, offset: 6, data: 'x' },
        { ...subscribed, epoch: 'f', offset: 0 },
        { ...message, offset: 1, data: 'y' },
      ];
    });
    assert.deepEqual(await heard(alice, 2), ['6 bob x', '1 bob y']);
  });

  it('asks again for a token that cannot be had, and gives up if there is none', async (t) => {
    const tokens = [Promise.reject(new Error('no answer')), Promise.resolve(undefined)];
    const alice = listen(t, {
      token: async () => tokens.shift(),
      open: () => assert.fail('nobody may connect without a token'),
    });
    alice.connect();
    await alice.next('waiting');
    assert.deepEqual(await alice.next('closed'), { type: 'closed' });
  });

  it('comes back exactly where the table of outcomes says so, and after an expired token', () => {
    const { expired } = closes;
    const known = Object.keys(standardCloses).map((code) => ({ code: Number(code), reason: '' }));
    for (const { code, reason } of [...Object.values(closes), ...known]) {
      const { retry } = outcomeOfClose(code, reason);
      assert.equal(comesBack(code, reason), retry || code === expired.code, `${code} ${reason}`);
    }
  });

  it('is at most 4 KB', async () => {
    const { outputFiles } = await build({
      entryPoints: [path.join(projectRoot, 'client/channels/client.ts')],
      bundle: true,
      minify: true,
      format: 'esm',
      write: false,
    });
    const size = gzipSync(outputFiles[0]?.contents ?? '').length;
    assert.ok(size > 500 && size <= 4096, `${size} bytes`);
  });
});

describe('a server that owes an answer', () => {
  it('is left after a while, and asked again on another connection', async (t) => {
    // Time runs faster. To stop it would also stop what other tests have not cleared yet.
    const { setTimeout } = globalThis;
    t.mock.method(globalThis, 'setTimeout', (act: () => void, ms: number) => setTimeout(act, ms / 20));
    const server = new EventEmitter();
    const first = once(server, 'subscribe');
    const alice = await scripted(t, ({ type }) => {
      if (type === 'authenticate') return [welcome];
      server.emit(String(type));
      return [];
    });
    await first;
    const second = once(server, 'subscribe');
    await alice.next('waiting');
    await second;
  });
});
