/** Access tokens: signed, valid for a minute, and stating who may do what (RFC 7519, RFC 9068). */
import type { JWTVerifyOptions } from 'jose';
import { takes } from '../../protocol/credentials.ts';
import type { Clock } from '../basics/clock.ts';
import { lazy } from '../basics/lazy.ts';
import { type ReadAccessToken, readBinding } from './bound-tokens.ts';
import { compactForm } from './proofs.ts';
import type { Session, Sessions } from './sessions.ts';
import type { Verifier } from './verifier.ts';

export const ACCESS_TOKEN_SECONDS = 60;

const ISSUER = 'websocket-auth-lab/auth';
const AUDIENCE = 'websocket-auth-lab/websocket';
const ALGORITHM = 'ES256';

/** Sets access tokens apart from any other kind a server may sign with the same key (RFC 9068, section 2.1). */
const TYPE = 'at+jwt';

export interface AccessTokens {
  /** A new token for a session. @param jkt - thumbprint of the key that it is bound to, if it is */
  issue(session: Session, jkt?: string): Promise<string>;
  /** Checks a token, whether it is bound to a key or not. */
  readonly read: ReadAccessToken;
  /** Accepts a token that is bound to no key from whoever shows it. */
  readonly verifier: Verifier;
  /** Loads the library and makes the key, unless that is done already. */
  prepare(): void;
}

/**
 * The key is kept in memory only, so a restart makes every token invalid, at most a minute before its time.
 *
 * @param settings - `seconds` is how long a token is valid: a minute, unless an exhibit wants to see it expire
 */
export function createAccessTokens(settings: {
  readonly sessions: Pick<Sessions, 'get'>;
  readonly now: Clock;
  readonly seconds?: number;
}): AccessTokens {
  const { sessions, now, seconds = ACCESS_TOKEN_SECONDS } = settings;
  // Loaded late: the library would take a tenth of the time of the start.
  const tools = lazy(async () => {
    const jose = await import('jose');
    return { jose, ...(await jose.generateKeyPair(ALGORITHM)) };
  });

  const read: ReadAccessToken = async (credential) => {
    if (!compactForm.test(credential)) return undefined;
    const { jose, publicKey } = await tools();
    // The client is not told why a token is not valid.
    const token = await jose.jwtVerify(credential, publicKey, expected(now())).catch(() => undefined);
    if (!token) return undefined;
    const { sub, sid, scope, exp, cnf } = token.payload;
    if (typeof sid !== 'string' || typeof scope !== 'string' || !sub || !exp) return undefined;
    const binding = readBinding(cnf);
    // A signature outlives a logout: the session behind it must still be there.
    const session = await sessions.get(sid);
    if (!binding || session?.user.name !== sub) return undefined;
    const permissions = scope.split(' ');
    return { identity: { user: sub, permissions, sessionId: sid, expiresAt: exp * 1000 }, ...binding };
  };

  return {
    async issue({ id, user }, jkt) {
      const { jose, privateKey } = await tools();
      const issuedAt = Math.floor(now() / 1000);
      return new jose.SignJWT({ scope: user.permissions.join(' '), sid: id, ...(jkt && { cnf: { jkt } }) })
        .setProtectedHeader({ alg: ALGORITHM, typ: TYPE })
        .setIssuer(ISSUER)
        .setAudience(AUDIENCE)
        .setSubject(user.name)
        .setIssuedAt(issuedAt)
        .setNotBefore(issuedAt)
        .setExpirationTime(issuedAt + seconds)
        .sign(privateKey);
    },
    read,
    verifier: {
      async verify(credential, { method }) {
        const token = takes(method, 'access token') ? await read(credential) : undefined;
        return token?.jkt === undefined ? token?.identity : undefined;
      },
    },
    prepare() {
      // A failure is reported to whoever asks for a token next.
      tools().catch(() => {});
    },
  };
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
