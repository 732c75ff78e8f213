import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { countsOf, type Key, problemsOfKeys, readKeys } from '../../scripts/soak/keys.ts';
import { askRedis } from '../../scripts/support/ask-redis.ts';
import { noRedis, startRedis } from '../support/redis.ts';

const key = (name: string, leftMs = 1000): Key => ({ name, leftMs });
const exactly = (count: number) => ({ least: count, most: count });

describe('The keys that a soak finds in Redis', () => {
  it('are all right if there are as many of each kind as there must be, and each expires', () => {
    const keys = [
      key('lab:session:a'),
      key('lab:session:b'),
      key('lab:session-owner:alice'),
      key('lab:node:x'),
    ];
    const expected = { session: exactly(2), 'session-owner': exactly(1), node: exactly(1) };
    assert.deepEqual(problemsOfKeys(keys, { ...expected, ticket: { least: 0, most: 3 } }), []);
    assert.deepEqual(Object.fromEntries(countsOf(keys)), { session: 2, 'session-owner': 1, node: 1 });
  });

  it('are not, if one never expires, outlives what it is for, is missing, or is of a kind that nobody knows', () => {
    const keys = [key('lab:session:a', -1), key('lab:ticket:b'), key('somebody-elses')];
    assert.deepEqual(problemsOfKeys(keys, { session: exactly(1), node: { least: 1, most: 2 } }), [
      'lab:session:a never expires.',
      'There are 1 keys of the kind somebody-elses, and not 0.',
      'There are 1 keys of the kind ticket, and not 0.',
      'There are 0 keys of the kind node, and not 1 to 2.',
    ]);
  });

  it('are read with the time that each has left', { skip: noRedis }, async (t) => {
    const redis = await startRedis(t);
    await redis.ask('SET', 'lab:node:endless', '1');
    for (let count = 0; count < 50; count++)
      await redis.ask('SET', `lab:ticket:${count}`, '1', 'PX', '60000');
    const inRedis = await askRedis(redis.url);
    t.after(() => inRedis.close());
    const keys = await readKeys(inRedis);
    assert.deepEqual(Object.fromEntries(countsOf(keys)), { node: 1, ticket: 50 });
    assert.deepEqual(
      keys.filter(({ leftMs }) => leftMs < 0).map(({ name }) => name),
      ['lab:node:endless'],
    );
    assert.ok((await inRedis.info())('used_memory') > 100_000);
  });
});
