/**
 * Every callback, and every member of the socket, that throws, rejects or returns rubbish, at every moment: the client
 * it happens to is refused or closed, `failed` is told, and nobody else notices. An exception or rejection that escaped
 * would fail the test that runs.
 */
import assert from 'node:assert/strict';
import { describe, it, type TestContext } from 'node:test';
import { setImmediate as turn } from 'node:timers/promises';
import { type Closing, defineGate, type FailurePlace, type GateOptions } from '../src/index.ts';
import { type FakeClient, fakeClient } from '../src/testing.ts';
import { goingAway } from './support/set-up.ts';

interface Context {
  readonly id: 'bad' | 'good';
}

type Client = FakeClient<string>;

const bug = new Error('bug');

/** Ways to fail. */
const failures: Readonly<Record<string, () => unknown>> = {
  throws() {
    throw bug;
  },
  rejects: () => Promise.reject(bug),
  'rejects later': async () => {
    await turn();
    throw bug;
  },
  'returns a thenable that throws': () => ({
    // biome-ignore lint/suspicious/noThenProperty: it is what makes it a thenable.
    then() {
      throw bug;
    },
  }),
  'returns an object whose then cannot be read': () => ({
    // biome-ignore lint/suspicious/noThenProperty: the same.
    get then() {
      throw bug;
    },
  }),
};

/** Values that are wrong everywhere. */
const rubbish: Readonly<Record<string, unknown>> = {
  undefined: undefined,
  null: null,
  'a number': 42,
  'an array': [],
  'an empty object': {},
  'a promise of nothing': Promise.resolve(),
  'a promise of what it should return': Promise.resolve('a text'),
  'a symbol': Symbol('rubbish'),
  'half a credential': { ok: true },
  'a credential that is no string': { ok: true, value: 42 },
  'half a problem': { ok: false },
};

/** What else happens to the client at that moment. */
const moments: Readonly<Record<string, (client: Client, t: TestContext) => void>> = {
  'nothing else happens': () => {},
  'another message arrives': (client) => client.send('waiting'),
  'the client leaves': (client) => client.leave(),
  'it is closed from outside': ({ socket }) => socket.close(goingAway),
  'it is refused from outside': ({ socket }) => socket.refuse('place taken'),
  'the peer breaks RFC 6455': ({ socket }) => socket.violated(),
  'much time passes': (_client, t) => t.mock.timers.tick(10_000),
};

/** What leaves the client connected, and what makes a later answer of the verifier too late. */
const uneventful = ['nothing else happens', 'another message arrives'];

async function getIn(client: Client): Promise<void> {
  client.send('{"token":"right"}');
  await turn();
}

/** Where something can fail. */
type Place = Exclude<FailurePlace, 'outside'> | 'failed';

/** How to bring a client to each of these places. */
const ways: Readonly<Record<Place, readonly ((client: Client, t: TestContext) => unknown)[]>> = {
  parse: [getIn],
  verify: [getIn],
  acknowledge: [getIn],
  open: [getIn, ({ socket }) => socket.admit('right')],
  receive: [
    async (client) => {
      await getIn(client);
      client.send('hello');
    },
    async (client) => {
      client.send('{"token":"right"}');
      client.send('sent early');
      await turn();
    },
  ],
  refused: [(client) => client.send('nonsense'), ({ socket }) => socket.refuse('place taken')],
  ignored: [
    (client) => {
      client.send('nonsense');
      client.send('hello');
    },
  ],
  failed: [
    ({ socket }) => socket.fail('a bug outside the callbacks'),
    async (client) => {
      await getIn(client);
      client.socket.fail('a bug outside the callbacks');
    },
  ],
  send: [
    getIn,
    async (client) => {
      client.socket.admit('right');
      client.socket.send('news');
    },
  ],
  close: [
    (client) => client.send('nonsense'),
    async (client) => {
      await getIn(client);
      client.socket.close(goingAway);
    },
  ],
  terminate: [
    (client, t) => {
      client.send('nonsense');
      t.mock.timers.tick(1000);
    },
  ],
};

const places = Object.keys(ways).filter((name): name is Place => name in ways);

/** A gate one of whose parts misbehaves for the bad client, and a good client that is in already. */
async function setUp(
  t: TestContext,
  place: Place,
  misbehave: () => unknown,
  during: (typeof moments)[string],
) {
  t.mock.timers.enable({ apis: ['setTimeout'] });
  const told: unknown[] = [];
  let happens = false;
  const misbehaving = () => {
    // Only once, because what happens may lead here again.
    if (!happens) {
      happens = true;
      during(bad, t);
    }
    return misbehave();
  };
  const options: GateOptions<string, Context> = {
    parse: (text) => (text.startsWith('{') ? { ok: true, value: text } : { ok: false, problem: 'no token' }),
    verify: async (token) => token,
    acknowledge: () => 'welcome',
    open: (socket, _user, { id }) =>
      id === 'bad' && place === 'receive' ? misbehaving : (message) => socket.send(message),
    refused: () => {},
    ignored: () => {},
    failed: (error) => told.push(error),
  };
  const behaved: unknown = Reflect.get(options, place);
  if (typeof behaved === 'function') {
    const isForBad = (argument: unknown) =>
      typeof argument === 'object' && argument !== null && Reflect.get(argument, 'id') === 'bad';
    Reflect.set(options, place, (...args: unknown[]) =>
      args.some(isForBad) ? misbehaving() : Reflect.apply(behaved, undefined, args),
    );
  }
  const gate = defineGate(options);
  const good = fakeClient(gate, { id: 'good' });
  await getIn(good);
  const isOfSocket = place === 'send' || place === 'close' || place === 'terminate';
  const bad: Client = fakeClient(gate, { id: 'bad' }, isOfSocket ? { [place]: misbehaving } : {});
  return { bad, good, told };
}

async function settle(): Promise<void> {
  for (let turns = 0; turns < 3; turns++) await turn();
}

/** A client that is in stays in, is served, and its failures can still be reported. */
function assertUnharmed(good: Client): void {
  good.send('still here');
  assert.deepEqual([...good.received, good.closing], ['welcome', 'still here', undefined]);
}

/** The connection has ended, nothing is answered any more, and no timer is left. */
function assertEnded(bad: Client, t: TestContext): void {
  assert.equal(bad.socket.signal.aborted, true);
  const { length } = bad.received;
  bad.send('hello?');
  bad.socket.send('hello!');
  t.mock.timers.tick(60_000);
  assert.equal(bad.received.length, length);
}

const refusal = { code: 3000, reason: 'unauthorized' };
const internalError = { code: 1011, reason: 'internal error' };

/**
 * The close frame that the client gets. For callbacks that may fail both before and after authentication, the way
 * decides.
 */
const closings: Readonly<Partial<Record<Place, Closing>>> = {
  parse: refusal,
  verify: refusal,
  acknowledge: internalError,
  open: internalError,
  receive: internalError,
  refused: refusal,
  send: internalError,
};

describe('The gate fails closed', () => {
  for (const place of places) {
    for (const [failing, misbehave] of Object.entries(failures)) {
      it(`when ${place} ${failing}`, async (t) => {
        for (const way of ways[place]) {
          for (const [moment, during] of Object.entries(moments)) {
            const { bad, good, told } = await setUp(t, place, misbehave, during);
            await way(bad, t);
            await settle();
            assertUnharmed(good);
            assertEnded(bad, t);
            // A failure of `failed` is not reported, nor a verifier's answer that comes too late.
            const isTold = place !== 'failed' && (place !== 'verify' || uneventful.includes(moment));
            assert.equal(told.includes(bug), isTold, moment);
            if (moment === 'nothing else happens' && closings[place]) {
              assert.deepEqual(bad.closing, closings[place]);
            }
            t.mock.timers.reset();
          }
        }
      });
    }
  }

  for (const place of ['parse', 'acknowledge', 'open'] as const) {
    for (const [what, value] of Object.entries(rubbish)) {
      it(`when ${place} returns ${what}`, async (t) => {
        for (const way of ways[place]) {
          for (const [moment, during] of Object.entries(moments)) {
            const { bad, good, told } = await setUp(t, place, () => value, during);
            await way(bad, t);
            await settle();
            assertUnharmed(good);
            assertEnded(bad, t);
            assert.equal(told.length, 1, moment);
            assert.match(
              String(told[0]),
              new RegExp(`^TypeError: ${place} must return [a-z ]+, not [a-z ]+$`),
            );
            if (moment === 'nothing else happens') assert.deepEqual(bad.closing, closings[place]);
            t.mock.timers.reset();
          }
        }
      });
    }
  }

  for (const value of [undefined, null, false, 0, '', Number.NaN]) {
    it(`when verify answers ${JSON.stringify(value)}, and calls it no failure`, async (t) => {
      for (const [moment, during] of Object.entries(moments)) {
        const { bad, good, told } = await setUp(t, 'verify', () => value, during);
        await getIn(bad);
        await settle();
        assertUnharmed(good);
        assertEnded(bad, t);
        assert.deepEqual(told, [], moment);
        t.mock.timers.reset();
      }
    });
  }

  for (const place of ['receive', 'refused', 'ignored', 'failed', 'send', 'close', 'terminate'] as const) {
    it(`and ignores what ${place} returns`, async (t) => {
      for (const value of Object.values(rubbish)) {
        for (const way of ways[place]) {
          const { bad, good, told } = await setUp(
            t,
            place,
            () => value,
            () => {},
          );
          await way(bad, t);
          await settle();
          assertUnharmed(good);
          assert.deepEqual(told, []);
          const goesOn = place === 'receive' || place === 'send';
          assert.equal(bad.socket.signal.aborted, !goesOn);
          bad.leave();
          t.mock.timers.reset();
        }
      }
    });
  }

  it('when a message handler sends something other than a string or bytes', async (t) => {
    for (const value of Object.values(rubbish)) {
      const { bad, told } = await setUp(
        t,
        'parse',
        () => ({ ok: true, value: 'right' }),
        () => {},
      );
      await getIn(bad);
      Reflect.apply(bad.socket.send, bad.socket, [value]);
      assert.deepEqual(bad.closing, internalError);
      assert.match(String(told), /^TypeError: send takes a string or bytes, not /);
      t.mock.timers.reset();
    }
  });

  it('when a message handler closes with something other than a close code and a reason', async (t) => {
    for (const value of [null, 1000, 'bye', {}]) {
      const { bad, told } = await setUp(
        t,
        'parse',
        () => ({ ok: true, value: 'right' }),
        () => {},
      );
      await getIn(bad);
      Reflect.apply(bad.socket.close, bad.socket, [value]);
      assertEnded(bad, t);
      assert.ok(told.length === 1, String(value));
      t.mock.timers.reset();
    }
  });

  it('and writes a failure to the console by default', async (t) => {
    const error = t.mock.method(console, 'error', () => {});
    const gate = defineGate({
      verify() {
        throw bug;
      },
      open: () => () => {},
    });
    const client = fakeClient(gate, { request: { headers: {} } });
    client.send('{"token":"right"}');
    assert.deepEqual(await client.closed(), refusal);
    assert.deepEqual(error.mock.calls[0]?.arguments, ['gate: verify failed:', bug]);
    client.leave();
  });
});
