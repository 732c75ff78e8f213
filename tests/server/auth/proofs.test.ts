import assert from 'node:assert/strict';
import { before, describe, it } from 'node:test';
import fc from 'fast-check';
import { makeProofKey, proveWith } from '../../../client/methods/proof.ts';
import { PROOF_SKEW_SECONDS, verifyProof } from '../../../server/auth/tokens/proofs.ts';
import { type Change, type Holder, makeHolder } from '../../support/proofs.ts';

const expected = {
  htm: 'GET',
  htu: 'wss://example.org/ws/proof-message',
  nonce: 'n',
  token: 'a.b.c',
} as const;

function b64(value: object): string {
  return Buffer.from(JSON.stringify(value)).toString('base64url');
}

describe('A proof', () => {
  let holder: Holder;
  let other: Holder;

  before(async () => {
    holder = await makeHolder();
    other = await makeHolder();
  });

  const refused = async (change: Change, problem: RegExp) => {
    const checked = await verifyProof(await holder.prove(expected, change), expected);
    assert.equal(checked.ok, false, JSON.stringify(change));
    if (!checked.ok) assert.match(checked.problem, problem);
  };

  it('that is right names the key and itself, whichever asymmetric algorithm it is signed with', async () => {
    for (const alg of ['ES256', 'ES384', 'PS256', 'EdDSA']) {
      const one = await makeHolder(alg);
      const checked = await verifyProof(await one.prove(expected, { claims: { jti: 'one' } }), expected);
      assert.deepEqual(checked, { ok: true, value: { jkt: one.jkt, jti: 'one' } });
    }
  });

  it('is what a page makes, for an address with or without a query', async () => {
    const prove = proveWith(await makeProofKey());
    const proof = await prove({ ...expected, htu: `${expected.htu}?trace=x` });
    assert.equal((await verifyProof(proof, expected)).ok, true);
  });

  it('is refused for another request, token or challenge', async () => {
    await refused({ claims: { htm: 'POST' } }, /another method/);
    await refused({ claims: { htm: undefined } }, /another method/);
    for (const htu of [
      'wss://example.net/ws/proof-message',
      'ws://example.org/ws/proof-message',
      'https://example.org/ws/proof-message',
      'wss://example.org:8443/ws/proof-message',
      'wss://example.org/ws/token-refresh',
      'wss://example.org/',
      'wss://example.org/ws/proof-message?a=b',
      'wss://mallory@example.org/ws/proof-message',
      'not an address',
      ['wss://example.org/ws/proof-message'],
      undefined,
    ]) {
      await refused({ claims: { htu } }, /another address/);
    }
    for (const nonce of ['m', '', undefined, ['n']])
      await refused({ claims: { nonce } }, /another challenge/);
    for (const ath of ['x', '', undefined]) await refused({ claims: { ath } }, /another token/);
  });

  it('is refused when it is older or newer than the clocks may differ, or does not say when it was made', async () => {
    const now = Math.floor(Date.now() / 1000);
    const edge = PROOF_SKEW_SECONDS + 5;
    for (const iat of [now - edge, now + edge, 0, 9e9, undefined])
      await refused({ claims: { iat } }, /not fresh/);
    await refused({ claims: { exp: now - 1 } }, /not signed/);
    for (const iat of [now - PROOF_SKEW_SECONDS + 5, now + PROOF_SKEW_SECONDS - 5]) {
      assert.equal((await verifyProof(await holder.prove(expected, { claims: { iat } }), expected)).ok, true);
    }
  });

  it('is refused without a fit identifier', async () => {
    for (const jti of [undefined, '', 'x'.repeat(257)])
      await refused({ claims: { jti } }, /no fit identifier/);
  });

  it('is refused when its key is missing, private, symmetric or not the one that signed', async () => {
    await refused({ header: { jwk: undefined } }, /not signed/);
    await refused({ header: { jwk: holder.wholeJwk } }, /not signed/);
    await refused({ header: { jwk: { ...holder.jwk, oth: [] } } }, /private key|not signed/);
    await refused({ header: { jwk: { kty: 'oct', k: 'AAAA' } } }, /not signed/);
    await refused({ header: { jwk: other.jwk } }, /not signed/);
    await refused({ signedBy: other }, /not signed/);
  });

  it('is refused when it is no proof by its type', async () => {
    for (const typ of ['JWT', 'at+jwt', undefined]) await refused({ header: { typ } }, /not signed/);
  });

  it('is refused without an asymmetric signature', async () => {
    const claims = {
      jti: 'x',
      htm: 'GET',
      htu: expected.htu,
      iat: Math.floor(Date.now() / 1000),
      nonce: 'n',
    };
    const secret = new TextEncoder().encode('a shared secret that everybody knows');
    const { SignJWT } = await import('jose');
    const jwk = { kty: 'oct', k: Buffer.from(secret).toString('base64url') };
    const symmetric = await new SignJWT(claims)
      .setProtectedHeader({ typ: 'dpop+jwt', alg: 'HS256', jwk })
      .sign(secret);
    const none = `${b64({ typ: 'dpop+jwt', alg: 'none', jwk: holder.jwk })}.${b64(claims)}.`;
    for (const proof of [symmetric, none, `${none}AAAA`, '', 'x', 'a.b.c', `${symmetric} `]) {
      assert.equal((await verifyProof(proof, expected)).ok, false);
    }
  });

  it('is refused with one character changed, wherever that is, and nothing is thrown', async () => {
    const proof = await holder.prove(expected);
    // The last character of a part may hold bits that mean nothing.
    const ends = [proof.indexOf('.') - 1, proof.lastIndexOf('.') - 1, proof.length - 1];
    await fc.assert(
      fc.asyncProperty(
        fc.nat(proof.length - 1),
        fc.constantFrom('A', 'z', '.', ' ', '-', '\0'),
        async (at, to) => {
          fc.pre(proof[at] !== to && !ends.includes(at));
          const changed = proof.slice(0, at) + to + proof.slice(at + 1);
          assert.equal((await verifyProof(changed, expected)).ok, false);
        },
      ),
      { numRuns: 200 },
    );
  });
});
