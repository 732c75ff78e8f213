import assert from 'node:assert/strict';
import { it } from 'node:test';
import { makeProofKey, proveWith } from '../../../client/methods/proof.ts';
import { createTokenProofs, PROOFS_PER_SESSION } from '../../../server/auth/http/token-proofs.ts';
import { memoryStore } from '../../../server/auth/stores/memory.ts';
import { PROOF_SKEW_SECONDS } from '../../../server/auth/tokens/proofs.ts';

const htu = 'https://example.org/auth/token';

async function begin(t: { after(end: () => Promise<void>): void }, origin?: string) {
  let now = 0;
  const store = memoryStore<true>(() => now);
  t.after(() => store.close());
  const read = createTokenProofs({ store, ownOrigin: () => origin, now: () => now });
  const prove = proveWith(await makeProofKey());
  const show = async (proof?: string, id = 'alice') => {
    const binding = await read({ headers: proof === undefined ? {} : { dpop: proof } }, { id });
    return binding.ok ? 'ok' : binding.problem.status;
  };
  const fresh = () => prove({ htm: 'POST', htu });
  return {
    show,
    fresh,
    advance(ms: number) {
      now += ms;
    },
  };
}

it('of many that show one proof at once, whoever they are, one wins', async (t) => {
  const { show, fresh } = await begin(t, 'https://example.org');
  const proof = await fresh();
  const answers = await Promise.all(Array.from({ length: 20 }, (_, one) => show(proof, `session ${one}`)));
  assert.equal(answers.filter((answer) => answer === 'ok').length, 1);
  assert.equal(answers.filter((answer) => answer === 400).length, 19);
});

it('of one session so many proofs are remembered and no more, each for as long as it could be fresh', async (t) => {
  const { show, fresh, advance } = await begin(t, 'https://example.org');
  for (let count = 0; count < PROOFS_PER_SESSION; count++) assert.equal(await show(await fresh()), 'ok');
  assert.equal(await show(await fresh()), 429);
  assert.equal(await show(await fresh(), 'bob'), 'ok', 'of another session');
  assert.equal(await show(), 'ok', 'who asks for no bound token is not counted');
  advance(2 * PROOF_SKEW_SECONDS * 1000 + 1);
  assert.equal(await show(await fresh()), 'ok');
});

it('a server that does not know its own address binds no token', async (t) => {
  const { show, fresh } = await begin(t);
  assert.equal(await show(await fresh()), 400);
});
