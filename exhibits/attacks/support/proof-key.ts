/** A key, and proofs that its holder has it (DPoP, RFC 9449, section 4.2), made from nothing but Node. */
import { createHash, generateKeyPairSync, randomUUID, sign } from 'node:crypto';

export interface ProofOf {
  readonly htm: string;
  readonly htu: string;
  readonly nonce?: string;
  /** The token that is shown with it. */
  readonly token?: string;
}

export interface ProofKey {
  prove(request: ProofOf): string;
}

export function makeProofKey(): ProofKey {
  const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const header = { typ: 'dpop+jwt', alg: 'ES256', jwk: publicKey.export({ format: 'jwk' }) };
  return {
    prove({ token, ...request }) {
      const ath = token === undefined ? {} : { ath: createHash('sha256').update(token).digest('base64url') };
      const claims = { ...request, ...ath, jti: randomUUID(), iat: Math.floor(Date.now() / 1000) };
      const signed = `${encode(header)}.${encode(claims)}`;
      const signature = sign('sha256', Buffer.from(signed), { key: privateKey, dsaEncoding: 'ieee-p1363' });
      return `${signed}.${signature.toString('base64url')}`;
    },
  };
}

function encode(part: object): string {
  return Buffer.from(JSON.stringify(part)).toString('base64url');
}
