import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { setImmediate as turn } from 'node:timers/promises';
import { alice, goingAway, setUp } from '../../support/gate.ts';

describe('The gate, when a connection ends', () => {
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
