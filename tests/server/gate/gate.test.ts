import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { setImmediate as turn } from 'node:timers/promises';
import { alice, setUp, unauthenticated } from '../../support/gate.ts';

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

  it('has no deadline when it is 0', (t) => {
    const { did } = setUp(t, { deadlineMs: 0 });
    t.mock.timers.tick(1_000_000);
    assert.deepEqual(did, []);
  });
});
