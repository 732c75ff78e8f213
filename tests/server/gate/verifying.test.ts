import assert from 'node:assert/strict';
import { describe, it, mock } from 'node:test';
import { setImmediate as turn } from 'node:timers/promises';
import { alice, goingAway, setUp, unauthenticated } from '../../support/gate.ts';

describe('The gate, while it verifies', () => {
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
});
