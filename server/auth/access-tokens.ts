/** Access tokens: signed, valid for a minute, and stating who may do what (RFC 7519, RFC 9068). */
import type { JWTVerifyOptions } from 'jose';
import { takes } from '../../protocol/credentials.ts';
import type { Clock } from '../basics/clock.ts';
import { lazy } from '../basics/lazy.ts';
import type { Session, Sessions } from './sessions.ts';
import type { Verifier } from './verifier.ts';

export const ACCESS_TOKEN_SECONDS = 60;

const ISSUER = 'websocket-auth-lab/auth';
const AUDIENCE = 'websocket-auth-lab/websocket';
const ALGORITHM = 'ES256';

/** Sets access tokens apart from any other kind a server may sign with the same key (RFC 9068, section 2.1). */
const TYPE = 'at+jwt';

export interface AccessTokens {
  /** A new token for a session. */
  issue(session: Session): Promise<string>;
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

  return {
    async issue({ id, user }) {
      const { jose, privateKey } = await tools();
      const issuedAt = Math.floor(now() / 1000);
      return new jose.SignJWT({ scope: user.permissions.join(' '), sid: id })
        .setProtectedHeader({ alg: ALGORITHM, typ: TYPE })
        .setIssuer(ISSUER)
        .setAudience(AUDIENCE)
        .setSubject(user.name)
        .setIssuedAt(issuedAt)
        .setNotBefore(issuedAt)
        .setExpirationTime(issuedAt + seconds)
        .sign(privateKey);
    },
    verifier: {
      async verify(credential, { method }) {
        if (!takes(method, 'access token') || !compactForm.test(credential)) return undefined;
        const { jose, publicKey } = await tools();
        // The client is not told why a token is not valid.
        const token = await jose.jwtVerify(credential, publicKey, expected(now())).catch(() => undefined);
        if (!token) return undefined;
        const { sub, sid, scope, exp } = token.payload;
        if (typeof sid !== 'string' || typeof scope !== 'string' || !sub || !exp) return undefined;
        // A signature outlives a logout: the session behind it must still be there.
        const session = await sessions.get(sid);
        if (session?.user.name !== sub) return undefined;
        return { user: sub, permissions: scope.split(' '), sessionId: sid, expiresAt: exp * 1000 };
      },
    },
    prepare() {
      // A failure is reported to whoever asks for a token next.
      tools().catch(() => {});
    },
  };
}

/** RFC 7515, section 7.1. jose reads over white space: the same token would have many writings. */
const compactForm = /^[\w-]+\.[\w-]+\.[\w-]+$/;

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
