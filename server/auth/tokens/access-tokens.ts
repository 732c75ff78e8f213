/** Access tokens: signed, valid for a minute, and stating who may do what (RFC 7519, RFC 9068). */
import type { JWTVerifyOptions } from 'jose';
import { takes } from '../../../protocol/credentials.ts';
import type { Clock } from '../../basics/clock.ts';
import type { Session, Sessions } from '../accounts/sessions.ts';
import { memoryStore } from '../stores/memory.ts';
import type { Store } from '../stores/store.ts';
import type { Verifier } from '../verifier.ts';
import { asBearer, type ReadAccessToken, readBinding } from './bound-tokens.ts';
import { compactForm } from './proofs.ts';
import { ALGORITHM, createSigningKeys, type PublicKey } from './signing-keys.ts';

export const ACCESS_TOKEN_SECONDS = 60;

const ISSUER = 'websocket-auth-lab/auth';
const AUDIENCE = 'websocket-auth-lab/websocket';

/** Sets access tokens apart from any other kind a server may sign with the same key (RFC 9068, section 2.1). */
const TYPE = 'at+jwt';

export interface AccessTokens {
  /**
   * A new token for a session.
   *
   * @param permissions - what it allows: all that the user may do, or less
   * @param jkt - thumbprint of the key that it is bound to, if it is
   */
  issue(session: Session, permissions?: readonly string[], jkt?: string): Promise<string>;
  /** Checks a token, whether it is bound to a key or not. */
  readonly read: ReadAccessToken;
  /** Accepts a token that is bound to no key from whoever shows it. */
  readonly verifier: Verifier;
  /** Loads the library and makes the key, unless that is done already. */
  prepare(): void;
}

/** Seconds by which two nodes may differ about the time that they share. */
const SKEW_SECONDS = 5;

/**
 * Private keys are kept in memory only. If public keys are, too, a restart makes every token invalid, at most a minute
 * before its time.
 *
 * @param settings - `keys` keeps public keys; `now` is this node's clock, and `sharedNow` the one that all nodes share;
 *   `seconds` is how long a token is valid: a minute, unless an exhibit wants to see it expire
 */
export function createAccessTokens(settings: {
  readonly sessions: Pick<Sessions, 'get'>;
  readonly keys?: Store<PublicKey>;
  readonly now: Clock;
  readonly sharedNow?: Clock;
  readonly seconds?: number;
}): AccessTokens {
  const { sessions, now, sharedNow = now, seconds = ACCESS_TOKEN_SECONDS } = settings;
  const keys = createSigningKeys({ store: settings.keys ?? memoryStore(now), now, seconds });

  const read: ReadAccessToken = async (credential) => {
    if (!compactForm.test(credential)) return undefined;
    const jose = await import('jose');
    const publicKey = await keys.find(kidOf(jose, credential));
    if (!publicKey) return undefined;
    const time = sharedNow();
    // The client is not told why a token is not valid.
    const token = await jose.jwtVerify(credential, publicKey, expected(time)).catch(() => undefined);
    if (!token) return undefined;
    const { sub, sid, scope, exp, cnf } = token.payload;
    if (typeof sid !== 'string' || typeof scope !== 'string' || !sub || !exp) return undefined;
    const binding = readBinding(cnf);
    // A signature outlives a logout: the session behind it must still be there.
    const session = await sessions.get(sid);
    if (!binding || session?.user.name !== sub) return undefined;
    const permissions = scope.split(' ');
    const expiresAt = exp * 1000 - time + now();
    return { identity: { user: sub, permissions, sessionId: sid, expiresAt }, ...binding };
  };

  return {
    async issue({ id, user }, permissions = user.permissions, jkt) {
      const { kid, privateKey } = await keys.current();
      const { SignJWT } = await import('jose');
      const issuedAt = Math.floor(sharedNow() / 1000);
      return new SignJWT({ scope: permissions.join(' '), sid: id, ...(jkt && { cnf: { jkt } }) })
        .setProtectedHeader({ alg: ALGORITHM, typ: TYPE, kid })
        .setIssuer(ISSUER)
        .setAudience(AUDIENCE)
        .setSubject(user.name)
        .setIssuedAt(issuedAt)
        .setNotBefore(issuedAt - SKEW_SECONDS)
        .setExpirationTime(issuedAt + seconds)
        .sign(privateKey);
    },
    read,
    verifier: {
      async verify(credential, { method }) {
        return takes(method, 'access token') ? asBearer(await read(credential)) : undefined;
      },
    },
    prepare: keys.prepare,
  };
}

function kidOf({ decodeProtectedHeader }: typeof import('jose'), token: string): string | undefined {
  try {
    const { kid } = decodeProtectedHeader(token);
    return typeof kid === 'string' ? kid : undefined;
  } catch {
    return undefined;
  }
}

function expected(now: number): JWTVerifyOptions {
  return {
    algorithms: [ALGORITHM],
    issuer: ISSUER,
    audience: AUDIENCE,
    typ: TYPE,
    requiredClaims: ['sub', 'sid', 'scope', 'exp', 'nbf'],
    currentDate: new Date(now),
  };
}
