/** Proofs of possession as hostile and honest clients make them, with every part of them to be replaced. */
import { randomUUID } from 'node:crypto';
import { calculateJwkThumbprint, exportJWK, generateKeyPair, type JWTHeaderParameters, SignJWT } from 'jose';
import type { Prove } from '../../client/methods/proof.ts';
import { parseChallenge } from '../../protocol/typed-messages.ts';
import { hashOf } from '../../server/auth/secrets.ts';
import { ask, type SignedIn } from './auth.ts';
import type { RunningLab } from './lab.ts';
import type { Attempt } from './methods.ts';

export interface Change {
  /** Members of the header; undefined takes one away. */
  readonly header?: Readonly<Record<string, unknown>>;
  /** The same of the claims. */
  readonly claims?: Readonly<Record<string, unknown>>;
  /** Signs in place of the holder's key. */
  readonly signedBy?: Holder;
}

/** Somebody who holds a key. */
export interface Holder {
  readonly jkt: string;
  readonly jwk: Readonly<Record<string, unknown>>;
  /** With its private part. */
  readonly wholeJwk: Readonly<Record<string, unknown>>;
  readonly sign: (header: object, claims: object) => Promise<string>;
  readonly prove: (request: Parameters<Prove>[0], change?: Change) => Promise<string>;
}

export async function makeHolder(alg = 'ES256'): Promise<Holder> {
  const { privateKey, publicKey } = await generateKeyPair(alg, { extractable: true });
  const jwk = { ...(await exportJWK(publicKey)) };
  const sign: Holder['sign'] = (header, claims) =>
    new SignJWT({ ...claims }).setProtectedHeader({ alg, ...header }).sign(privateKey);
  return {
    jkt: await calculateJwkThumbprint(jwk),
    jwk,
    wholeJwk: { ...(await exportJWK(privateKey)) },
    sign,
    prove({ htm, htu, nonce, token }, { header, claims, signedBy } = {}) {
      const plain = {
        jti: randomUUID(),
        htm,
        htu,
        iat: Math.floor(Date.now() / 1000),
        nonce,
        ath: token === undefined ? undefined : hashOf(token),
      };
      const protectedHeader: JWTHeaderParameters = { typ: 'dpop+jwt', alg, jwk, ...header };
      return (signedBy?.sign ?? sign)(protectedHeader, { ...plain, ...claims });
    },
  };
}

/** Asks for a token that is bound to the key of a proof. @returns the whole answer */
export function askForBoundToken(lab: RunningLab, { headers }: SignedIn, proof: string) {
  return ask(lab.urls.page, '/auth/token', { method: 'POST', headers: { ...headers, DPoP: proof } });
}

/** Fetches a token that is bound to the holder's key. */
export async function boundToken(lab: RunningLab, session: SignedIn, holder: Holder): Promise<string> {
  const htu = new URL('/auth/token', lab.urls.page).href;
  const { json } = await askForBoundToken(lab, session, await holder.prove({ htm: 'POST', htu }));
  return String(json.accessToken);
}

/** What a client does that answers the challenge, with whatever is to be replaced. */
export function answering(lab: RunningLab, token: string, holder: Holder, change?: Change): Attempt {
  return {
    async answer(text) {
      const challenge = parseChallenge(text);
      const nonce = challenge.ok ? challenge.value : '';
      const proof = await holder.prove({ htm: 'GET', htu: urlOf(lab), nonce, token }, change);
      return JSON.stringify({ type: 'authenticate', token, proof });
    },
  };
}

/** Where the method is served. */
export function urlOf(lab: RunningLab): string {
  return String(lab.urls.methods.get('proof-message'));
}
