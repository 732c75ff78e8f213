import assert from 'node:assert/strict';
import { describe, it, mock, type TestContext } from 'node:test';
import { setImmediate as turn } from 'node:timers/promises';
import { Gate, type GateRules, gateDefaults } from '../../../server/gate/gate.ts';

type User = { name: string };
type Rules = GateRules<User, string>;

const refusal = { code: 1011, reason: 'unauthenticated' };
const internalError = { code: 1011, reason: 'internal error' };
const goingAway = { code: 1001, reason: 'server shutting down' };

/** One gate on a socket that writes down what it is told, under fake timers. */
function setUp(t: TestContext, rules: Partial<Rules> = {}) {
  t.mock.timers.enable({ apis: ['setTimeout'] });
  const did: string[] = [];
  const socket = {
    send: (data: string | Uint8Array) => did.push(`send ${data}`),
    close: (code: number, reason: string) => did.push(`close ${code} ${reason}`),
    terminate: () => did.push('terminate'),
  };
  const verifications: { credential: string; signal: AbortSignal; answer: PromiseWithResolvers }[] = [];
  const gate = new Gate<User, string>(
    socket,
    {
      ...gateDefaults,
      parse: (text) =>
        text.startsWith('token ') ? { ok: true, value: text.slice(6) } : { ok: false, problem: 'no token' },
      verify(_connection, credential, signal) {
        const answer = withResolvers();
        verifications.push({ credential, signal, answer });
        return answer.promise;
      },
      acknowledge: ({ name }) => `welcome ${name}`,
      opened: () => (data, isBinary) => did.push(`${isBinary ? 'binary' : 'text'} ${Buffer.from(data)}`),
      refused: (connection, cause) => did.push(`refused ${connection}: ${cause}`),
      failed: (connection, error) => did.push(`failed ${connection}: ${error}`),
      refusal,
      internalError,
      ...rules,
    },
    'c1',
  );
  const say = (text: string) => gate.message(Buffer.from(text), false);
  return { gate, did, say, verifications };
}

interface PromiseWithResolvers {
  promise: Promise<User | undefined>;
  resolve(user: User | undefined): void;
  reject(error: Error): void;
}

function withResolvers(): PromiseWithResolvers {
  let resolve: PromiseWithResolvers['resolve'] = () => {};
  let reject: PromiseWithResolvers['reject'] = () => {};
  const promise = new Promise<User | undefined>((yes, no) => {
    resolve = yes;
    reject = no;
  });
  return { promise, resolve, reject };
}

const alice = { name: 'alice' };
const unauthenticated = 'close 1011 unauthenticated';

describe('The gate', () => {
  it('opens on a valid credential: acknowledgement first, then the session', async (t) => {
    const { did, say, verifications } = setUp(t);
    say('token secret');
    assert.equal(verifications[0]?.credential, 'secret');
    verifications[0]?.answer.resolve(alice);
    await turn();
    say('hello');
    assert.deepEqual(did, ['send welcome alice', 'text hello']);
  });

  it('refuses a credential that is nobody’s', async (t) => {
    const { did, say, verifications } = setUp(t);
    say('token secret');
    verifications[0]?.answer.resolve(undefined);
    await turn();
    assert.deepEqual(did, ['refused c1: credential not accepted', unauthenticated]);
  });

  it('refuses a first message without a credential, without asking anyone', (t) => {
    const { did, say, verifications } = setUp(t);
    say('hello');
    assert.deepEqual(did, ['refused c1: no token', unauthenticated]);
    assert.equal(verifications.length, 0);
  });

  it('refuses a binary first message, even with the right bytes', (t) => {
    const { gate, did } = setUp(t);
    gate.message(Buffer.from('token secret'), true);
    assert.deepEqual(did, ['refused c1: binary message', unauthenticated]);
  });

  it('takes a first message of exactly the limit, in bytes, and refuses one byte more', (t) => {
    const longest = `token ${'é'.repeat(2045)}`;
    assert.equal(Buffer.byteLength(longest), 4096);
    const at = setUp(t);
    at.say(longest);
    assert.equal(at.verifications.length, 1);
    t.mock.timers.reset();

    const over = setUp(t);
    over.say(`${longest}.`);
    assert.deepEqual(over.did, ['refused c1: first message too long', unauthenticated]);
  });

  it('does not strip a byte order mark before it parses', (t) => {
    const { did, say } = setUp(t);
    say('\ufefftoken secret');
    assert.deepEqual(did, ['refused c1: no token', unauthenticated]);
  });

  it('refuses when the deadline passes in silence, and not before', (t) => {
    const { did } = setUp(t);
    t.mock.timers.tick(4999);
    assert.deepEqual(did, []);
    t.mock.timers.tick(1);
    assert.deepEqual(did, ['refused c1: no token before the deadline', unauthenticated]);
  });

  it('counts the verification into the deadline, which no traffic extends', (t) => {
    const { did, say, verifications } = setUp(t);
    t.mock.timers.tick(4000);
    say('token secret');
    t.mock.timers.tick(500);
    say('hello');
    t.mock.timers.tick(499);
    assert.deepEqual(did, []);
    t.mock.timers.tick(1);
    assert.deepEqual(did, ['refused c1: verification too slow', unauthenticated]);
    assert.equal(verifications[0]?.signal.aborted, true);
  });

  it('has no deadline when it is 0', (t) => {
    const { did } = setUp(t, { deadlineMs: 0 });
    t.mock.timers.tick(1_000_000);
    assert.deepEqual(did, []);
  });

  it('verifies once, however many frames arrive', async (t) => {
    const { did, say, verifications } = setUp(t);
    say('token secret');
    say('token other');
    say('token third');
    assert.equal(verifications.length, 1);
    verifications[0]?.answer.resolve(alice);
    await turn();
    assert.equal(verifications.length, 1);
    assert.deepEqual(did, ['send welcome alice', 'text token other', 'text token third']);
  });

  it('delivers what arrived during the verification after the acknowledgement, in order, binary as binary', async (t) => {
    const { gate, did, say, verifications } = setUp(t);
    say('token secret');
    say('one');
    gate.message(Buffer.from('two'), true);
    say('three');
    assert.deepEqual(did, []);
    verifications[0]?.answer.resolve(alice);
    await turn();
    assert.deepEqual(did, ['send welcome alice', 'text one', 'binary two', 'text three']);
  });

  it('throws the queue away when the credential is refused', async (t) => {
    const { did, say, verifications } = setUp(t);
    say('token secret');
    say('one');
    verifications[0]?.answer.resolve(undefined);
    await turn();
    assert.deepEqual(did, ['refused c1: credential not accepted', unauthenticated]);
  });

  it('keeps 16 messages waiting and refuses the 17th', async (t) => {
    const { did, say, verifications } = setUp(t);
    say('token secret');
    for (let n = 1; n <= 16; n++) say(`${n}`);
    assert.deepEqual(did, []);
    say('17');
    verifications[0]?.answer.resolve(alice);
    await turn();
    assert.deepEqual(did, ['refused c1: too much sent before the acknowledgement', unauthenticated]);
  });

  it('keeps 64 KiB waiting and refuses one byte more', (t) => {
    const { did, say } = setUp(t);
    say('token secret');
    say('x'.repeat(65_535));
    say('y');
    assert.deepEqual(did, []);
    say('z');
    assert.deepEqual(did, ['refused c1: too much sent before the acknowledgement', unauthenticated]);
  });

  it('ignores frames behind a refused one', async (t) => {
    const { did, say, verifications } = setUp(t);
    say('nonsense');
    say('token secret');
    say('hello');
    await turn();
    assert.equal(verifications.length, 0);
    assert.deepEqual(did, ['refused c1: no token', unauthenticated]);
  });

  it('registers no ghost when the client left during the verification, and aborts it', async (t) => {
    const { gate, did, say, verifications } = setUp(t);
    say('token secret');
    gate.disconnected();
    assert.equal(verifications[0]?.signal.aborted, true);
    verifications[0]?.answer.resolve(alice);
    await turn();
    assert.deepEqual(did, []);
  });

  it('ignores an answer that comes after the deadline', async (t) => {
    const { did, say, verifications } = setUp(t);
    say('token secret');
    t.mock.timers.tick(5000);
    verifications[0]?.answer.resolve(alice);
    await turn();
    assert.deepEqual(did, ['refused c1: verification too slow', unauthenticated]);
  });

  it('refuses when the verifier rejects, and hands the error to the log only', async (t) => {
    const refused = mock.fn();
    const { did, say, verifications } = setUp(t, { refused });
    const error = new Error('auth server down');
    say('token secret');
    verifications[0]?.answer.reject(error);
    await turn();
    assert.deepEqual(did, [unauthenticated]);
    assert.deepEqual(refused.mock.calls[0]?.arguments, ['c1', 'verification failed', error]);
  });

  it('refuses when the verifier throws before it returns a promise', async (t) => {
    const { did, say } = setUp(t, {
      verify() {
        throw new Error('broken');
      },
    });
    say('token secret');
    await turn();
    assert.deepEqual(did, ['refused c1: verification failed', unauthenticated]);
  });

  it('swallows a rejection that comes after the client has left', async (t) => {
    const { gate, did, say, verifications } = setUp(t);
    say('token secret');
    gate.disconnected();
    verifications[0]?.answer.reject(new Error('too late'));
    await turn();
    assert.deepEqual(did, []);
  });

  it('cuts off a refused peer that does not answer the close frame within 1 s', (t) => {
    const { did, say } = setUp(t);
    say('nonsense');
    t.mock.timers.tick(999);
    assert.equal(did.includes('terminate'), false);
    t.mock.timers.tick(1);
    assert.equal(did.at(-1), 'terminate');
  });

  it('cuts off a peer that broke RFC 6455 and does not leave', (t) => {
    const { gate, did, say } = setUp(t);
    gate.violated();
    say('token secret');
    t.mock.timers.tick(1000);
    assert.deepEqual(did, ['terminate']);
  });

  it('ends an open connection from outside once, and ignores what still arrives', async (t) => {
    const { gate, did, say, verifications } = setUp(t);
    say('token secret');
    verifications[0]?.answer.resolve(alice);
    await turn();
    gate.close(goingAway);
    gate.close(goingAway);
    say('hello');
    assert.deepEqual(did, ['send welcome alice', 'close 1001 server shutting down']);
  });

  it('stops delivering the queue when the session closes in the middle of it', async (t) => {
    const seen: string[] = [];
    const { did, say, verifications } = setUp(t, {
      opened: (_connection, _identity, gate) => (data) => {
        seen.push(`${data}`);
        gate.close(goingAway);
      },
    });
    say('token secret');
    say('one');
    say('two');
    verifications[0]?.answer.resolve(alice);
    await turn();
    assert.deepEqual(seen, ['one']);
    assert.deepEqual(did, ['send welcome alice', 'close 1001 server shutting down']);
  });

  it('closes a connection whose session throws, and the exception goes no further', async (t) => {
    const { did, say, verifications } = setUp(t, {
      opened: () => () => {
        throw new Error('bug');
      },
    });
    say('token secret');
    verifications[0]?.answer.resolve(alice);
    await turn();
    say('hello');
    assert.deepEqual(did, ['send welcome alice', 'close 1011 internal error', 'failed c1: Error: bug']);
  });

  it('closes a connection whose session does not start', async (t) => {
    const { did, say, verifications } = setUp(t, {
      opened() {
        throw new Error('bug');
      },
    });
    say('token secret');
    say('hello');
    verifications[0]?.answer.resolve(alice);
    await turn();
    assert.deepEqual(did, ['send welcome alice', 'close 1011 internal error', 'failed c1: Error: bug']);
  });

  for (const [exit, leave] of Object.entries({
    'while waiting': async () => {},
    'while verifying': async ({ say }: ReturnType<typeof setUp>) => say('token secret'),
    'after a refusal': async ({ say }: ReturnType<typeof setUp>) => say('nonsense'),
    'when open': async ({ say, verifications }: ReturnType<typeof setUp>) => {
      say('token secret');
      verifications[0]?.answer.resolve(alice);
      await turn();
    },
    'after a violation': async ({ gate }: ReturnType<typeof setUp>) => gate.violated(),
  })) {
    it(`leaves no timer behind a client that left ${exit}`, async (t) => {
      const parts = setUp(t);
      await leave(parts);
      parts.gate.disconnected();
      const before = [...parts.did];
      t.mock.timers.tick(60_000);
      assert.deepEqual(parts.did, before);
    });
  }
});
