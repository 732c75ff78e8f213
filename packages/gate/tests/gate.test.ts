import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { setImmediate as turn } from 'node:timers/promises';
import { alice, setUp, unauthorized } from './support/set-up.ts';

const bytes = (text: string) => new TextEncoder().encode(text);

describe('The gate', () => {
  it('opens on a valid credential: first the acknowledgement, then the message handler', async (t) => {
    const { did, say, verifications } = setUp(t);
    say('token secret');
    assert.equal(verifications[0]?.credential, 'secret');
    verifications[0]?.resolve(alice);
    await turn();
    say('hello');
    assert.deepEqual(did, ['send welcome alice', 'text hello']);
  });

  it('passes the context of a connection to its verifier', (t) => {
    const { say, verifications } = setUp(t);
    say('token secret');
    assert.equal(verifications[0]?.id, 'c1');
  });

  it('passes text to the message handler as a string, and binary messages as bytes', async (t) => {
    const seen: unknown[] = [];
    const { say, verifications } = setUp(t, { open: () => (message) => seen.push(message) });
    say('token secret');
    say(bytes('early'));
    verifications[0]?.resolve(alice);
    await turn();
    say('text');
    say(bytes('late'));
    assert.deepEqual(seen, [bytes('early'), 'text', bytes('late')]);
  });

  it('passes text as bytes if it was told to, and takes bytes once no message waits any more', async (t) => {
    const seen: unknown[] = [];
    const { socket, say, verifications } = setUp(t, {
      textAsBytes: true,
      open: () => (message, isBinary) => seen.push([message, isBinary]),
    });
    say('token secret');
    say('early');
    assert.equal(socket.takesBytes, false);
    verifications[0]?.resolve(alice);
    await turn();
    assert.equal(socket.takesBytes, true);
    const late = bytes('late');
    socket.message(late, false);
    say('text');
    say(bytes('binary'));
    assert.deepEqual(seen, [
      [bytes('early'), false],
      [late, false],
      [bytes('text'), false],
      [bytes('binary'), true],
    ]);
    socket.close();
    assert.equal(socket.takesBytes, false);
  });

  for (const nobody of [undefined, null, false] as const) {
    it(`refuses a credential for which the verifier returns ${nobody}`, async (t) => {
      const { did, say } = setUp(t, { verify: () => nobody });
      say('token secret');
      await turn();
      assert.deepEqual(did, ['refused c1: credential not accepted', unauthorized]);
    });
  }

  it('accepts an answer of the verifier that is not a promise', async (t) => {
    const { did, say } = setUp(t, { verify: () => alice });
    say('token secret');
    await turn();
    assert.deepEqual(did, ['send welcome alice']);
  });

  it('refuses a first message without a credential, without asking anyone', (t) => {
    const { did, say, verifications } = setUp(t);
    say('hello');
    assert.deepEqual(did, ['refused c1: no token', unauthorized]);
    assert.equal(verifications.length, 0);
  });

  it('refuses a binary first message, even with the right bytes', (t) => {
    const { did, say } = setUp(t);
    say(bytes('token secret'));
    assert.deepEqual(did, ['refused c1: binary message', unauthorized]);
  });

  for (const character of ['x', 'é', '€', '🦊', '\ud800']) {
    it(`counts the first message in bytes: 4096 of "${character}" pass, one more does not`, (t) => {
      const size = Buffer.byteLength(character);
      const count = Math.floor((4096 - 'token '.length) / size);
      const longest = `token ${character.repeat(count)}`.padEnd(
        4096 - count * (size - character.length),
        '.',
      );
      assert.equal(Buffer.byteLength(longest), 4096);
      const at = setUp(t);
      at.say(longest);
      assert.equal(at.verifications.length, 1);
      t.mock.timers.reset();

      const over = setUp(t);
      over.say(`${longest}.`);
      assert.deepEqual(over.did, ['refused c1: first message too long', unauthorized]);
    });
  }

  it('does not strip a byte order mark before it parses', (t) => {
    const { did, say } = setUp(t);
    say('\ufefftoken secret');
    assert.deepEqual(did, ['refused c1: no token', unauthorized]);
  });

  it('refuses when the deadline passes in silence, and not before', (t) => {
    const { did } = setUp(t);
    t.mock.timers.tick(4999);
    assert.deepEqual(did, []);
    t.mock.timers.tick(1);
    assert.deepEqual(did, ['refused c1: no token before the deadline', unauthorized]);
  });

  it('has no deadline when it is 0', (t) => {
    const { did } = setUp(t, { deadlineMs: 0 });
    t.mock.timers.tick(1_000_000);
    assert.deepEqual(did, []);
  });
});

describe('A gate whose client was authenticated before the 101', () => {
  it('opens without an acknowledgement, and its message handler gets the first message', (t) => {
    const { did, say, socket } = setUp(t);
    socket.admit(alice);
    say('token secret');
    assert.deepEqual(did, ['text token secret']);
    t.mock.timers.tick(1_000_000);
    assert.equal(did.length, 1);
  });

  it('admits nobody once it has begun to verify, is open or has closed', async (t) => {
    const { did, say, socket, verifications } = setUp(t);
    say('token secret');
    socket.admit({ name: 'mallory' });
    assert.deepEqual(did, []);
    verifications[0]?.resolve(undefined);
    await turn();
    socket.admit(alice);
    assert.deepEqual(did, ['refused c1: credential not accepted', unauthorized]);
  });
});
