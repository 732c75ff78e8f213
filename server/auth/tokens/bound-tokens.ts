/** Access tokens that are bound to a key (RFC 9449, section 6): good only with a proof of that key. */
import { takes } from '../../../protocol/credentials.ts';
import type { Challenge, Identity, Verifier } from '../verifier.ts';
import { verifyProof } from './proofs.ts';

/** What an access token says, once its signature, its issuer and its times have been checked. */
export interface AccessToken {
  readonly identity: Identity;
  /**
   * Thumbprint of the key it is bound to (`cnf.jkt`, RFC 9449, section 6.1). A token with one must not be taken for a
   * bearer token (section 7.2).
   */
  readonly jkt?: string;
}

/** Checks an access token by itself, without a proof; `undefined` if it is not valid. */
export type ReadAccessToken = (token: string) => Promise<AccessToken | undefined>;

/** Accepts a bound token together with its proof, as `token proof`. */
export function boundTokens(read: ReadAccessToken): Verifier {
  return {
    async verify(credential, { method, challenge }) {
      const { token, proof } = shownIn(credential);
      const accessToken = takes(method, 'bound token') ? await read(token) : undefined;
      const isProven = await provesKey(proof, token, accessToken?.jkt, challenge);
      return isProven ? accessToken?.identity : undefined;
    },
  };
}

/** Whose token it is, if it is bound to no key: then whoever shows it is let in. */
export function asBearer(token: AccessToken | undefined): Identity | undefined {
  return token?.jkt === undefined ? token?.identity : undefined;
}

/** The two parts of a credential. A proof that holds a space is none. */
export function shownIn(credential: string): { readonly token: string; readonly proof: string } {
  const [token = ''] = credential.split(' ', 1);
  return { token, proof: credential.slice(token.length + 1) };
}

/** Whether a proof is by the key that a token is bound to, for this token, and answers the challenge. */
async function provesKey(
  proof: string,
  token: string,
  jkt: string | undefined,
  challenge: Challenge | undefined,
): Promise<boolean> {
  if (jkt === undefined || challenge?.url === undefined) return false;
  const { nonce, url } = challenge;
  const proven = await verifyProof(proof, { htm: 'GET', htu: url, nonce, token });
  return proven.ok && proven.value.jkt === jkt;
}

/**
 * Reads `cnf` of an access token (RFC 7800, section 3.1).
 *
 * @returns `undefined` for a token that is bound to what nobody can prove here, such as a certificate
 */
export function readBinding(cnf: unknown): Pick<AccessToken, 'jkt'> | undefined {
  if (cnf === undefined) return {};
  const jkt: unknown = typeof cnf === 'object' && cnf !== null ? Reflect.get(cnf, 'jkt') : undefined;
  return typeof jkt === 'string' ? { jkt } : undefined;
}
