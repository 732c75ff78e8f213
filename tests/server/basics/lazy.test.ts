import assert from 'node:assert/strict';
import { it } from 'node:test';
import { lazy } from '../../../server/basics/lazy.ts';

it('what is lazy is made once, for everybody who needs it at the same time and later', async () => {
  let made = 0;
  const get = lazy(async () => ++made);
  assert.deepEqual(await Promise.all([get(), get()]), [1, 1]);
  assert.equal(await get(), 1);
});

it('a failure goes to those who wait for it, and is not kept', async () => {
  let tries = 0;
  const get = lazy(async () => {
    if (++tries < 3) throw new Error(`failure ${tries}`);
    return 'made';
  });
  const together = await Promise.allSettled([get(), get()]);
  assert.deepEqual(
    together.map(({ status }) => status),
    ['rejected', 'rejected'],
  );
  assert.equal(tries, 1);
  await assert.rejects(get(), /failure 2/);
  assert.equal(await get(), 'made');
  assert.equal(await get(), 'made');
  assert.equal(tries, 3);
});
