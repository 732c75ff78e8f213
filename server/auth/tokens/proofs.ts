/**
 * Proofs of possession (DPoP, RFC 9449): a small token that the holder of a key signs for one request, so that a stolen
 * access token alone is worth nothing.
 */
import type { Parsed } from '../../../protocol/messages.ts';
import { hashOf } from '../secrets.ts';

/**
 * Seconds by which the clock of who made a proof may differ from ours, or by which a proof may be older (section 11.1).
 */
export const PROOF_SKEW_SECONDS = 60;

/** RFC 7515, section 7.1; with the payload. jose reads over white space: the same token would have many writings. */
export const compactForm = /^[\w-]+\.([\w-]+)\.[\w-]+$/;

/** Asymmetric ones only: with a shared secret, whoever checks a proof could make one (section 11.6). */
const algorithms = ['ES256', 'ES384', 'ES512', 'PS256', 'PS384', 'PS512', 'RS256', 'EdDSA', 'Ed25519'];

/** Members of a JWK that only its owner may know (RFC 7518, sections 6.2.2, 6.3.2 and 6.4). */
const privateMembers = ['d', 'p', 'q', 'dp', 'dq', 'qi', 'oth', 'k'];

/** Longest identifier of a proof. */
const MAX_ID_LENGTH = 256;

/** What a proof must be for. */
export interface Expected {
  /** Method of the HTTP request. */
  readonly htm: string;
  /** Its address, without a query. */
  readonly htu: string;
  /** What the server has asked the client to repeat. */
  readonly nonce?: string;
  /** The access token that is shown with the proof. */
  readonly token?: string;
}

export interface Proof {
  /** Thumbprint of the key that was proved (RFC 7638, with SHA-256). */
  readonly jkt: string;
  /** Names this proof: no other proof of the same key has it. */
  readonly jti: string;
}

/**
 * Checks a proof (section 4.3). Whether it is shown for the first time, and whether the access token is bound to the
 * same key, is left to the caller.
 *
 * @param proof - as the client sent it: any string
 * @param wall - milliseconds since 1970: the clock of the client can be compared to no other
 */
export async function verifyProof(
  proof: string,
  { htm, htu, nonce, token }: Expected,
  wall: number = Date.now(),
): Promise<Parsed<Proof>> {
  if (!compactForm.test(proof)) return bad('is not a signed token');
  const { EmbeddedJWK, calculateJwkThumbprint, jwtVerify } = await import('jose');
  const options = { typ: 'dpop+jwt', algorithms, currentDate: new Date(wall) };
  // Why a signature does not hold is of no use to anybody.
  const signed = await jwtVerify(proof, EmbeddedJWK, options).catch(() => undefined);
  const key = signed?.protectedHeader.jwk;
  if (!signed || !key) return bad('is not signed by the key in it, or not a proof');
  if (privateMembers.some((name) => Object.hasOwn(key, name))) return bad('gives its private key away');
  const { jti, iat, ...claims } = signed.payload;
  if (typeof jti !== 'string' || jti === '' || jti.length > MAX_ID_LENGTH)
    return bad('has no fit identifier');
  if (typeof iat !== 'number' || Math.abs(wall / 1000 - iat) > PROOF_SKEW_SECONDS) return bad('is not fresh');
  if (claims.htm !== htm) return bad('is for another method');
  if (hrefOf(claims.htu) !== hrefOf(htu)) return bad('is for another address');
  if (nonce !== undefined && claims.nonce !== nonce) return bad('answers another challenge');
  if (token !== undefined && claims.ath !== hashOf(token)) return bad('is for another token');
  return { ok: true, value: { jkt: await calculateJwkThumbprint(key), jti } };
}

/** An address in the one way that URLs are written; NaN, which equals nothing, for what is none. */
function hrefOf(address: unknown): string | number {
  return typeof address === 'string' && URL.canParse(address) ? new URL(address).href : Number.NaN;
}

function bad(problem: string): { ok: false; problem: string } {
  return { ok: false, problem: `the proof ${problem}` };
}
