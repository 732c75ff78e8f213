import assert from 'node:assert/strict';
import { beforeEach, describe, it, type TestContext } from 'node:test';
import {
  type Channels,
  createChannels,
  type Listener,
  type Position,
  type Socket,
  type State,
} from '../../../client/channels/client.ts';

const room = 'room:lobby';

type Said = Readonly<Record<string, unknown>>;

/** What listeners are told, whatever they listen to. */
interface Told {
  readonly data: string;
  readonly code: number;
  readonly reason: string;
}

/** A socket of which the test is the other end. */
class Line implements Socket {
  readonly said: Said[] = [];
  isClosed = false;
  readonly #listeners = new Map<string, (event: Told) => void>();

  addEventListener(type: string, listener: (event: Told) => void): void {
    this.#listeners.set(type, listener);
  }

  send(text: string): void {
    this.said.push(JSON.parse(text));
  }

  close(): void {
    this.isClosed = true;
  }

  /** The server says something. */
  say(...answers: readonly (object | string)[]): void {
    for (const answer of answers) {
      this.#tell('message', { data: typeof answer === 'string' ? answer : JSON.stringify(answer) });
    }
  }

  /** The connection is open, and the server lets the client in. */
  welcome(): void {
    this.#tell('open', {});
    this.say({ type: 'authenticated', user: 'alice', client: 'a' });
  }

  end(code: number, reason = ''): void {
    this.#tell('close', { code, reason });
  }

  /** What the client has said of a type. */
  of(type: string): readonly Said[] {
    return this.said.filter((said) => said.type === type);
  }

  #tell(type: string, event: Partial<Told>): void {
    this.#listeners.get(type)?.({ data: '', code: 0, reason: '', ...event });
  }
}

interface Client extends Channels {
  readonly lines: readonly Line[];
  readonly states: readonly State['type'][];
  /** The connection in use, once it was opened. */
  line(): Promise<Line>;
}

function client(t: TestContext): Client {
  const lines: Line[] = [];
  const states: State['type'][] = [];
  const channels = createChannels({
    token: async () => 'a',
    open() {
      const line = new Line();
      lines.push(line);
      return line;
    },
    state: ({ type }) => states.push(type),
  });
  t.after(channels.disconnect);
  return {
    ...channels,
    lines,
    states,
    async line() {
      // The client waits for its token, and for the socket.
      for (let turn = 0; turn < 10; turn++) await undefined;
      const line = lines.at(-1);
      assert.ok(line && !line.isClosed);
      return line;
    },
  };
}

/** A listener, and what it was told. */
function listener() {
  const told: unknown[] = [];
  const it: Listener = {
    message: ({ offset }) => told.push(offset),
    subscribed: ({ epoch, offset }: Position, recovered) => told.push(`${epoch} ${offset} ${recovered}`),
    present: (members) => told.push(members?.map((member) => member.client) ?? 'a crowd'),
    refused: (why) => told.push(why),
  };
  return { ...it, told };
}

const subscribed = { type: 'subscribed', channel: room, epoch: 'e', offset: 5, recovered: false };
const unsubscribed = { type: 'unsubscribed', channel: room };
const message = { type: 'message', channel: room, offset: 6, id: 'x', user: 'bob', data: 1, at: 0 };
const invalid = { type: 'error', error: 'invalid', problem: 'no' };

describe('the client of channels', () => {
  beforeEach((t) => 'mock' in t && t.mock.timers.enable({ apis: ['setTimeout', 'Date'] }));

  for (const nonsense of [
    'x',
    '5',
    'null',
    { type: 'subscribed', channel: room },
    { ...subscribed, present: 5 },
    { ...subscribed, present: [null] },
    { ...subscribed, offset: '5' },
    '{"type":"message","channel":"room:lobby","offset":1e999}',
    { type: 'presence', channel: room, event: 'enter' },
    { type: 'presence', channel: room, event: 'room' },
    { type: 'published', channel: room },
    { type: 'error', error: 'unavailable' },
    { type: 'authenticated', expiresIn: 'soon' },
  ]) {
    it(`gives up a connection that says ${JSON.stringify(nonsense)}, and goes on from where it was`, async (t) => {
      const it = client(t);
      const { told, ...listening } = listener();
      it.subscribe(room, listening);
      it.connect();
      const first = await it.line();
      first.welcome();
      first.say(subscribed, message, nonsense, { ...message, offset: 7 });
      assert.deepEqual([first.isClosed, it.states.at(-1)], [true, 'waiting']);
      assert.deepEqual(told, ['e 5 false', 6]);
      t.mock.timers.tick(500);
      const second = await it.line();
      second.welcome();
      assert.deepEqual(second.of('subscribe'), [
        { type: 'subscribe', channel: room, since: { epoch: 'e', offset: 6 } },
      ]);
    });
  }

  it('lets go of what it does not know', async (t) => {
    const it = client(t);
    const { told, ...listening } = listener();
    it.subscribe(room, listening);
    it.connect();
    const line = await it.line();
    line.welcome();
    line.say('[]', '{}', '{"error":"invalid JSON"}', { type: 'news', channel: room }, { type: '__proto__' });
    line.say({ ...message, channel: '__proto__' }, subscribed);
    assert.deepEqual([told, line.isClosed], [['e 5 false'], false]);
  });

  it('goes on although a listener throws', async (t) => {
    const it = client(t);
    it.subscribe(room, { message() {}, subscribed: () => assert.fail('a mistake') });
    void it.publish(room, 1).catch(() => {});
    it.connect();
    const line = await it.line();
    line.welcome();
    assert.throws(() => line.say(subscribed), /a mistake/);
    assert.equal(line.of('publish').length, 1);
  });

  it('does not take for a new subscription what is said of the one that was left', async (t) => {
    const it = client(t);
    const [old, late] = [listener(), listener()];
    it.connect();
    const line = await it.line();
    line.welcome();
    it.subscribe(room, old);
    it.unsubscribe(room);
    it.subscribe(room, late, { history: 2 });
    line.say(subscribed, message, unsubscribed, { ...subscribed, offset: 6 });
    line.say({ ...message, offset: 5 }, message, { ...message, offset: 7 });
    assert.deepEqual([old.told, late.told], [[], ['e 6 false', 5, 6, 7]]);
  });

  it('rejects what cannot be published, and publishes what comes after it', async (t) => {
    const it = client(t);
    it.connect();
    const line = await it.line();
    line.welcome();
    await assert.rejects(it.publish(room, 1n), TypeError);
    const long = it.publish(room, 1, 'x'.repeat(65));
    // The server repeats no id of that length.
    line.say({ ...invalid, request: { type: 'publish', channel: room } });
    await assert.rejects(long, { error: 'invalid', problem: 'no' });
    const tooLong = it.publish(room, 'too long', 'a');
    line.end(1009);
    await assert.rejects(tooLong, { error: 'invalid' });
    assert.equal(it.states.at(-1), 'closed');
    const last = it.publish(room, 2, 'b');
    it.connect();
    const next = await it.line();
    next.welcome();
    next.say({ type: 'published', channel: room, id: 'other', offset: 1, duplicate: false });
    next.say({ type: 'published', channel: room, id: 'b', offset: 2, duplicate: false });
    assert.deepEqual(await last, { offset: 2, duplicate: false });
    assert.deepEqual(
      next.of('publish').map(({ id }) => id),
      ['b'],
    );
  });

  it('tells who asked for a channel that has no name, and keeps one that was asked for twice', async (t) => {
    const it = client(t);
    const [nameless, twice] = [listener(), listener()];
    it.subscribe('x'.repeat(65), nameless);
    it.subscribe(room, twice);
    it.connect();
    const line = await it.line();
    line.welcome();
    line.say({ ...invalid, request: { type: 'subscribe' } }, subscribed);
    line.say({ ...invalid, request: { type: 'subscribe', channel: room } }, message);
    assert.deepEqual(nameless.told, [{ error: 'invalid', problem: 'no' }]);
    assert.deepEqual(twice.told, ['e 5 false', 6]);
    void it.publish(room, 1).catch(() => {});
    assert.equal(line.of('publish').length, 1);
  });

  it('forgets a channel that it may not have any more when it comes back', async (t) => {
    const it = client(t);
    const { told, ...listening } = listener();
    it.subscribe(room, listening);
    it.connect();
    const first = await it.line();
    first.welcome();
    first.say(subscribed);
    first.end(1006);
    t.mock.timers.tick(500);
    const second = await it.line();
    second.welcome();
    const forbidden = { error: 'forbidden', capability: `subscribe:${room}` };
    second.say({ type: 'error', ...forbidden, request: { type: 'subscribe', channel: room } });
    assert.deepEqual(told, ['e 5 false', forbidden]);
    second.end(1006);
    t.mock.timers.tick(1000);
    const third = await it.line();
    third.welcome();
    assert.deepEqual(third.of('subscribe'), []);
  });

  it('stays away when it is told to, even twice and while it waits or connects, and has one connection after', async (t) => {
    const it = client(t);
    it.connect();
    const first = await it.line();
    first.end(1006);
    assert.equal(it.states.at(-1), 'waiting');
    it.disconnect();
    it.disconnect();
    t.mock.timers.tick(60_000);
    for (let turn = 0; turn < 10; turn++) await undefined;
    assert.equal(it.lines.length, 1);
    it.connect();
    it.disconnect();
    it.connect();
    const second = await it.line();
    second.welcome();
    // What the first one says late is for nobody.
    first.welcome();
    first.end(3000, 'unauthorized');
    assert.deepEqual(
      [it.states.at(-1), it.lines.filter(({ isClosed }) => !isClosed)],
      ['open', [first, second]],
    );
  });

  it('is told of a crowd, and who is there when it has gone', async (t) => {
    const it = client(t);
    const { told, ...listening } = listener();
    it.subscribe(room, listening);
    it.connect();
    const line = await it.line();
    const presence = { type: 'presence', channel: room };
    line.welcome();
    line.say({ ...subscribed, present: [{ user: 'alice', client: 'a' }] });
    line.say({ ...presence, event: 'enter', user: 'bob', client: 'b' }, { ...presence, event: 'crowd' });
    line.say({ ...presence, event: 'room', present: [{ user: 'carol', client: 'c' }] });
    line.say({ ...presence, event: 'enter', user: 'bob', client: 'b' });
    line.say({ ...subscribed, crowd: true });
    assert.deepEqual(told, [
      'e 5 false',
      ['a'],
      ['a', 'b'],
      'a crowd',
      ['c'],
      ['c', 'b'],
      'e 5 false',
      'a crowd',
    ]);
  });

  it('does not renew a token that is about to expire again and again', async (t) => {
    const it = client(t);
    it.connect();
    const line = await it.line();
    line.welcome();
    for (let second = 0; second < 10; second++) {
      line.say({ type: 'refreshed', expiresIn: 0 }, { type: 'refreshed', expiresIn: -1 });
      t.mock.timers.tick(499);
      await it.line();
      assert.equal(line.of('refresh').length, second);
      t.mock.timers.tick(1);
      await it.line();
    }
  });
});
