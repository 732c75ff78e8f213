import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { BadAnswer, Unreached } from '../../../server/auth/remote/exchange.ts';
import {
  createKeySet,
  FRESH_MS,
  KeysMissing,
  PAUSE_MS,
  UNREACHED_PAUSE_MS,
} from '../../../server/providers/key-set.ts';
import { makeKey, publicPart } from '../../support/provider.ts';

const issuer = 'https://issuer.example';
const token = { payload: '', signature: '' };

/** A key set whose provider publishes what the test says, by a clock that the test sets. */
async function setUp() {
  const made = { old: await makeKey('old'), new: await makeKey('new') };
  const state = {
    now: 0,
    fetches: 0,
    published: [made.old],
    /** Called in the middle of each fetch, when the provider has read its keys. */
    during: async () => {},
    fails: undefined as Error | undefined,
  };
  const keys = createKeySet({
    issuer,
    now: () => state.now,
    fetched: () => {},
    exchange: {
      async ask({ url }) {
        if (state.fails) throw state.fails;
        if (url.pathname.startsWith('/.well-known/')) {
          return JSON.stringify({ issuer, jwks_uri: `${issuer}/keys` });
        }
        state.fetches++;
        const answer = JSON.stringify({ keys: state.published.map(publicPart) });
        await state.during();
        return answer;
      },
    },
  });
  return {
    made,
    state,
    has: async (kid: string) => Boolean(await keys.find({ alg: 'ES256', kid }, token, undefined)),
  };
}

describe('The keys of a provider', () => {
  it('are fetched once for ten thousand tokens with unknown keys, at once or one by one, in 30 s', async () => {
    const { state, has } = await setUp();
    const atOnce = await Promise.all(Array.from({ length: 5000 }, (_, index) => has(`at-once-${index}`)));
    for (let index = 0; index < 5000; index++) {
      assert.equal(await has(`one-by-one-${index}`), false);
      state.now += (PAUSE_MS - 1) / 5000;
    }
    assert.deepEqual(new Set(atOnce), new Set([false]));
    assert.equal(state.fetches, 1);
    state.now = PAUSE_MS;
    await has('one-more');
    assert.equal(state.fetches, 2);
  });

  it('hold a key that was published 30 s before its use, though it came while a fetch was under way', async () => {
    const { made, state, has } = await setUp();
    state.during = async () => {
      // The provider has read its keys, publishes a new one, and the answer takes another two seconds.
      state.published = [made.old, made.new];
      state.now = 2000;
    };
    assert.equal(await has('unknown'), false);
    state.during = async () => {};
    state.now = PAUSE_MS + 1;
    assert.equal(await has('new'), true);
    assert.equal(state.fetches, 2);
  });

  it('are fetched by one question for all who wait, and the new key is found by all of them', async () => {
    const { made, state, has } = await setUp();
    assert.equal(await has('old'), true);
    state.published = [made.new];
    state.now = PAUSE_MS;
    assert.deepEqual(await Promise.all([has('new'), has('new'), has('old')]), [true, true, true]);
    assert.equal(state.fetches, 2);
  });

  it('are given up ten minutes after their provider has withdrawn them', async () => {
    const { made, state, has } = await setUp();
    assert.equal(await has('old'), true);
    state.published = [made.new];
    state.now = FRESH_MS - 1;
    assert.equal(await has('old'), true);
    state.now = FRESH_MS;
    assert.equal(await has('old'), false);
  });

  it('stay good while their provider is away, and only unknown ones cannot be told', async () => {
    const { made, state, has } = await setUp();
    assert.equal(await has('old'), true);
    state.fails = new Unreached('away');
    state.published = [made.old, made.new];
    state.now = 10 * FRESH_MS;
    assert.equal(await has('old'), true);
    await assert.rejects(has('new'), KeysMissing);
    state.now += UNREACHED_PAUSE_MS;
    state.fails = undefined;
    assert.equal(await has('new'), true);
  });

  it('are not asked for again within 30 s of an answer that could not be used', async () => {
    const { state, has } = await setUp();
    state.fails = new BadAnswer('no JSON', 200);
    await assert.rejects(has('old'), KeysMissing);
    state.fails = undefined;
    state.now = PAUSE_MS - 1;
    await assert.rejects(has('old'), KeysMissing);
    assert.equal(state.fetches, 0);
    state.now = PAUSE_MS;
    assert.equal(await has('old'), true);
  });
});
