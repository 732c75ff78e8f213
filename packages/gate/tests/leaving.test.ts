import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { setImmediate as turn } from 'node:timers/promises';
import { alice, goingAway, setUp, unauthorized } from './support/set-up.ts';

async function open({ say, verifications }: ReturnType<typeof setUp>): Promise<void> {
  say('token secret');
  verifications[0]?.resolve(alice);
  await turn();
}

describe('The gate, when a connection ends', () => {
  it('cuts off a refused client that does not answer the close frame within 1 s', (t) => {
    const { did, say } = setUp(t);
    say('nonsense');
    t.mock.timers.tick(999);
    assert.equal(did.includes('terminate'), false);
    t.mock.timers.tick(1);
    assert.equal(did.at(-1), 'terminate');
  });

  it('cuts off a client that broke RFC 6455 and does not leave', (t) => {
    const { socket, did, say } = setUp(t);
    socket.violated();
    say('token secret');
    t.mock.timers.tick(1000);
    assert.deepEqual(did, ['terminate']);
  });

  it('ends an open connection from outside once, and ignores what still arrives', async (t) => {
    const parts = setUp(t);
    await open(parts);
    parts.socket.close(goingAway);
    parts.socket.close(goingAway);
    parts.say('hello');
    assert.deepEqual(parts.did, ['send welcome alice', 'close 1001 server shutting down']);
  });

  it('closes normally when a message handler does not say how', async (t) => {
    const parts = setUp(t, { open: (socket) => () => socket.close() });
    await open(parts);
    parts.say('bye');
    assert.deepEqual(parts.did, ['send welcome alice', 'close 1000 ']);
  });

  it('sends nothing before it is open and nothing after its end', async (t) => {
    const parts = setUp(t);
    parts.socket.send('too early');
    await open(parts);
    parts.socket.send('in time');
    parts.socket.close();
    parts.socket.send('too late');
    assert.deepEqual(parts.did, ['send welcome alice', 'send in time', 'close 1000 ']);
  });

  it('refuses a waiting client, or one that is being verified, when told to from outside', async (t) => {
    const waiting = setUp(t);
    waiting.socket.refuse('place taken');
    assert.deepEqual(waiting.did, ['refused c1: place taken', unauthorized]);
    t.mock.timers.reset();

    const verifying = setUp(t);
    verifying.say('token secret');
    verifying.socket.refuse('place taken');
    verifying.verifications[0]?.resolve(alice);
    await turn();
    assert.equal(verifying.verifications[0]?.signal.aborted, true);
    assert.deepEqual(verifying.did, ['refused c1: place taken', unauthorized]);
  });

  it('does not refuse a client that is in, and refuses none twice', async (t) => {
    const parts = setUp(t);
    await open(parts);
    parts.socket.refuse('place taken');
    assert.deepEqual(parts.did, ['send welcome alice']);
    t.mock.timers.reset();

    const refused = setUp(t);
    refused.say('nonsense');
    refused.socket.refuse('place taken');
    assert.deepEqual(refused.did, ['refused c1: no token', unauthorized]);
  });

  it('aborts the signal of the socket when the connection has ended, whoever ended it', async (t) => {
    for (const end of ['disconnected', 'close', 'violated'] as const) {
      let signal: AbortSignal | undefined;
      const parts = setUp(t, {
        open(socket) {
          signal = socket.signal;
          return () => {};
        },
      });
      await open(parts);
      assert.equal(signal?.aborted, false);
      parts.socket[end]();
      assert.equal(signal?.aborted, true, end);
      assert.equal(parts.socket.signal.aborted, true, end);
      t.mock.timers.reset();
    }
  });

  for (const [exit, leave] of Object.entries({
    'while waiting': async () => {},
    'while verifying': async ({ say }: ReturnType<typeof setUp>) => say('token secret'),
    'after a refusal': async ({ say }: ReturnType<typeof setUp>) => say('nonsense'),
    'when open': open,
    'after a violation': async ({ socket }: ReturnType<typeof setUp>) => socket.violated(),
    'after an error of the session': async ({ socket }: ReturnType<typeof setUp>) => socket.fail('bug'),
  })) {
    it(`leaves no timer behind a client that left ${exit}`, async (t) => {
      const parts = setUp(t);
      await leave(parts);
      parts.socket.disconnected();
      const before = [...parts.did];
      t.mock.timers.tick(60_000);
      assert.deepEqual(parts.did, before);
    });
  }
});
