import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { setImmediate as turn } from 'node:timers/promises';
import { alice, goingAway, setUp, unauthorized } from './support/set-up.ts';

describe('The gate, told of bytes as they arrive', () => {
  /** Bytes that the headers of fragments may add. */
  const framing = 128 * 14;

  it('refuses a first message that is too long before its end has come', (t) => {
    const { did, socket } = setUp(t);
    assert.equal(socket.arrived(4096 + framing), true);
    assert.deepEqual(did, []);
    assert.equal(socket.arrived(1), false);
    assert.deepEqual(did, ['refused c1: first message too long', unauthorized]);
    assert.equal(socket.arrived(1), false);
  });

  it('does not count pings, whose bytes are subtracted again', (t) => {
    const { did, socket } = setUp(t);
    for (let pings = 0; pings < 10_000; pings++) {
      socket.arrived(131);
      socket.arrived(-131);
    }
    assert.deepEqual(did, []);
  });

  it('refuses more bytes than may wait while it verifies, and stops counting once it is open', async (t) => {
    const { did, socket, say, verifications } = setUp(t);
    say('token secret');
    assert.equal(socket.arrived(4096 + framing + 65_536 + 16 * framing), true);
    verifications[0]?.resolve(alice);
    await turn();
    assert.equal(socket.arrived(1_000_000), true);
    assert.deepEqual(did, ['send welcome alice']);
    t.mock.timers.reset();

    const over = setUp(t);
    over.say('token secret');
    assert.equal(over.socket.arrived(4096 + framing + 65_536 + 16 * framing + 1), false);
    assert.deepEqual(over.did, ['refused c1: too much sent before the acknowledgement', unauthorized]);
  });
});

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
    assert.deepEqual(did, ['refused c1: verification too slow', unauthorized]);
    assert.equal(verifications[0]?.signal.aborted, true);
  });

  it('verifies once, however many messages arrive', async (t) => {
    const { did, say, verifications } = setUp(t);
    say('token secret');
    say('token other');
    say('token third');
    assert.equal(verifications.length, 1);
    verifications[0]?.resolve(alice);
    await turn();
    assert.equal(verifications.length, 1);
    assert.deepEqual(did, ['send welcome alice', 'text token other', 'text token third']);
  });

  it('delivers what arrived during the verification after the acknowledgement, in order, binary as binary', async (t) => {
    const { did, say, verifications } = setUp(t);
    say('token secret');
    say('one');
    say(new Uint8Array([2]));
    say('');
    say('three');
    assert.deepEqual(did, []);
    verifications[0]?.resolve(alice);
    await turn();
    say('four');
    assert.deepEqual(did, ['send welcome alice', 'text one', 'binary 2', 'text ', 'text three', 'text four']);
  });

  it('keeps a copy of bytes that wait, since a library may reuse their memory', async (t) => {
    const { did, say, verifications } = setUp(t);
    const library = new Uint8Array([1, 2, 3]);
    say('token secret');
    say(library.subarray(1));
    library.fill(9);
    verifications[0]?.resolve(alice);
    await turn();
    assert.deepEqual(did, ['send welcome alice', 'binary 2,3']);
  });

  it('delivers a message that arrives while the queue is being delivered after the queue', async (t) => {
    const seen: unknown[] = [];
    const { say, verifications } = setUp(t, {
      open: () => (message) => {
        seen.push(message);
        if (message === 'one') say('last');
      },
    });
    say('token secret');
    say('one');
    say('two');
    verifications[0]?.resolve(alice);
    await turn();
    assert.deepEqual(seen, ['one', 'two', 'last']);
  });

  it('throws the queue away when the credential is refused', async (t) => {
    const { did, say, verifications } = setUp(t);
    say('token secret');
    say('one');
    verifications[0]?.resolve(undefined);
    await turn();
    assert.deepEqual(did, ['refused c1: credential not accepted', unauthorized]);
  });

  it('keeps 16 messages waiting and refuses the 17th', async (t) => {
    const { did, say, verifications } = setUp(t);
    say('token secret');
    for (let n = 1; n <= 16; n++) say(`${n}`);
    assert.deepEqual(did, []);
    say('17');
    verifications[0]?.resolve(alice);
    await turn();
    assert.deepEqual(did, ['refused c1: too much sent before the acknowledgement', unauthorized]);
  });

  it('keeps 64 KiB waiting, counted in bytes, and refuses one byte more', (t) => {
    const { did, say } = setUp(t);
    say('token secret');
    say('é'.repeat(16_384));
    say(new Uint8Array(32_768));
    assert.deepEqual(did, []);
    say('z');
    assert.deepEqual(did, ['refused c1: too much sent before the acknowledgement', unauthorized]);
  });

  it('refuses a client that sends anything before the acknowledgement, if no message may wait', (t) => {
    const { did, say } = setUp(t, { maxQueuedMessages: 0 });
    say('token secret');
    assert.deepEqual(did, []);
    say('');
    assert.deepEqual(did, ['refused c1: too much sent before the acknowledgement', unauthorized]);
  });

  it('ignores messages after a refused one, and reports each', async (t) => {
    const ignored: string[] = [];
    const { did, say, verifications } = setUp(t, { ignored: ({ id }) => ignored.push(id) });
    say('nonsense');
    say('token secret');
    say('hello');
    await turn();
    assert.equal(verifications.length, 0);
    assert.deepEqual(did, ['refused c1: no token', unauthorized]);
    assert.deepEqual(ignored, ['c1', 'c1']);
  });

  it('registers no ghost when the client left during the verification, and aborts it', async (t) => {
    const { socket, did, say, verifications } = setUp(t);
    say('token secret');
    socket.disconnected();
    assert.equal(verifications[0]?.signal.aborted, true);
    verifications[0]?.resolve(alice);
    await turn();
    assert.deepEqual(did, []);
  });

  it('ignores an answer that comes after the deadline', async (t) => {
    const { did, say, verifications } = setUp(t);
    say('token secret');
    t.mock.timers.tick(5000);
    verifications[0]?.resolve(alice);
    await turn();
    assert.deepEqual(did, ['refused c1: verification too slow', unauthorized]);
  });

  it('ignores an error that comes after the client has left', async (t) => {
    const { socket, did, say, verifications } = setUp(t);
    say('token secret');
    socket.disconnected();
    verifications[0]?.reject(new Error('too late'));
    await turn();
    assert.deepEqual(did, []);
  });

  it('gives the error behind a refusal only to the callbacks', async (t) => {
    const refused = t.mock.fn();
    const { did, say, verifications } = setUp(t, { refused });
    const error = new Error('auth server down');
    say('token secret');
    verifications[0]?.reject(error);
    await turn();
    assert.deepEqual(did, [unauthorized, 'failed c1: verify: Error: auth server down']);
    assert.deepEqual(refused.mock.calls[0]?.arguments, ['verification failed', { id: 'c1' }, error]);
  });

  it('stops delivering the queue when the message handler closes in the middle of it', async (t) => {
    const seen: unknown[] = [];
    const { did, say, verifications } = setUp(t, {
      open: (socket) => (message) => {
        seen.push(message);
        socket.close(goingAway);
      },
    });
    say('token secret');
    say('one');
    say('two');
    verifications[0]?.resolve(alice);
    await turn();
    assert.deepEqual(seen, ['one']);
    assert.deepEqual(did, ['send welcome alice', 'close 1001 server shutting down']);
  });
});
