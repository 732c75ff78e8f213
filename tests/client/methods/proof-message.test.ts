import assert from 'node:assert/strict';
import { test } from 'node:test';
import { makeProofKey, type Prove, proveWith } from '../../../client/methods/proof.ts';
import { proofMessage } from '../../../client/methods/proof-message.ts';
import { ask, type SignedIn, signIn } from '../../support/auth.ts';
import { open, serve } from './support.ts';

async function fetchToken(page: string, { headers }: SignedIn, prove: Prove): Promise<string> {
  const DPoP = await prove({ htm: 'POST', htu: new URL('/auth/token', page).href });
  const { json } = await ask(page, '/auth/token', { method: 'POST', headers: { ...headers, DPoP } });
  return String(json.accessToken);
}

test('C34 proof-message: answers the challenge, acts, renews, and is nobody with the key of somebody else', async (t) => {
  const { page, endpoint } = await serve(t, 'proof-message');
  const session = await signIn(page);
  const prove = proveWith(await makeProofKey());
  const credential = { kind: 'bound token', accessToken: await fetchToken(page, session, prove) } as const;
  const opening = proofMessage.open(endpoint, { ...credential, prove });
  const client = await open(t, opening);
  const first = await opening.answer?.(await client.next());
  assert.ok(first);
  client.send(first);
  const acknowledgement = await client.next();
  assert.ok(proofMessage.acknowledges?.(acknowledgement));
  assert.equal(await opening.answer?.(acknowledgement), undefined, 'only a challenge is answered');
  client.send(proofMessage.say('hello'));
  assert.equal(await client.next(), '{"type":"echo","msg":"hello"}');
  client.send((await opening.renew?.(await fetchToken(page, session, prove))) ?? '');
  assert.equal(JSON.parse(await client.next()).type, 'refreshed');

  const stolen = proofMessage.open(endpoint, { ...credential, prove: proveWith(await makeProofKey()) });
  const thief = await open(t, stolen);
  thief.send((await stolen.answer?.(await thief.next())) ?? '');
  assert.deepEqual(await thief.closed, { code: 3000, reason: 'unauthorized' });
});
