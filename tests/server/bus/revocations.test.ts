/** Both buses hold to the same promises: the one of this process, and the one that nodes share in Redis. */
import assert from 'node:assert/strict';
import { describe, it, type TestContext } from 'node:test';
import { redisRevocations } from '../../../server/bus/redis-revocations.ts';
import { memoryRevocations, type Revocation, type RevocationBus } from '../../../server/bus/revocations.ts';
import { noRedis, openRedis, startRedis } from '../../support/redis.ts';
import { eventually, until } from '../../support/until.ts';

const logout = (subject: string): Revocation => ({ issuer: 'https://id.example', subject, issuedUntil: 1 });

/** @param open - one more node with the same bus */
function promises(start: (test: TestContext) => Promise<() => Promise<RevocationBus>>): void {
  it('tells everybody who listens of each revocation once, in order', async (t) => {
    const open = await start(t);
    const bus = await open();
    const heard: [Revocation[], Revocation[]] = [[], []];
    for (const one of heard) bus.revoked((revocation) => one.push(revocation));
    const session = { issuer: 'https://id.example', session: 's1', issuedUntil: 5 };
    await bus.revoke(logout('alice'));
    await bus.revoke(session);
    for (const one of heard) assert.deepEqual(one, [logout('alice'), session]);
  });
}

describe('Revocations within one process', () => {
  promises(async () => {
    const bus = memoryRevocations();
    return async () => bus;
  });
});

describe('Revocations in Redis', { skip: noRedis }, () => {
  const start = async (t: TestContext) => {
    const redis = await startRedis(t);
    return {
      redis,
      async open() {
        const bus = redisRevocations(await openRedis(t, redis));
        t.after(() => bus.close());
        return bus;
      },
    };
  };
  promises(async (t) => (await start(t)).open);

  it('reach every node, also one that starts later, and one that was away from Redis', async (t) => {
    const { redis, open } = await start(t);
    const heardBy = (bus: RevocationBus) => {
      const heard: string[] = [];
      bus.revoked(({ subject = '' }) => heard.push(subject));
      return heard;
    };
    const [first, second] = [await open(), await open()];
    const [atFirst, atSecond] = [heardBy(first), heardBy(second)];
    await first.revoke(logout('alice'));
    assert.deepEqual(atFirst, ['alice']);
    await until(t, () => atSecond.includes('alice'));
    redis.signal('SIGSTOP');
    await assert.rejects(first.revoke(logout('bob')), { name: 'Unavailable' });
    redis.signal('SIGCONT');
    // Where there was no answer, it is not known whether it was done: it may be done twice.
    await eventually(t, () =>
      second.revoke(logout('carol')).then(
        () => true,
        () => false,
      ),
    );
    const late = heardBy(await open());
    for (const heard of [atFirst, atSecond, late]) {
      await until(t, () => heard.at(-1) === 'carol');
      assert.deepEqual(
        heard.filter((name) => name === 'alice'),
        ['alice'],
      );
    }
  });

  it('are kept for a day, and what is no revocation is passed over', async (t) => {
    const { redis, open } = await start(t);
    const bus = await open();
    await redis.ask(
      'XADD',
      'lab:revocations',
      '1-1',
      'revocation',
      '{"issuer":"https://id.example","issuedUntil":1}',
    );
    await redis.ask('XADD', 'lab:revocations', '*', 'something', 'else');
    await bus.revoke(logout('alice'));
    const heard: Revocation[] = [];
    bus.revoked((revocation) => heard.push(revocation));
    await until(t, () => heard.length > 0);
    assert.deepEqual(heard.at(-1), logout('alice'));
    const left = Number(await redis.ask('PTTL', 'lab:revocations'));
    assert.ok(left > 86_000_000 && left <= 86_400_000);
  });
});
