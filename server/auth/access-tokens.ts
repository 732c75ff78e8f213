/** Access tokens: signed, valid for a minute, saying who may do what (RFC 7519, RFC 9068). */
import type { CryptoKey } from 'jose';
import { takes } from './credential-kinds.ts';
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
}

/** The key is made when it is needed and kept in memory only: a restart ends every token, a minute early at most. */
export function createAccessTokens(settings: {
  sessions: Pick<Sessions, 'get'>;
  now: () => number;
}): AccessTokens {
  const { sessions, now } = settings;
  let made: Promise<{ privateKey: CryptoKey; publicKey: CryptoKey }> | undefined;
  // With the first token: to load the library would be a tenth of the time to start.
  const keys = () => {
    made ??= import('jose').then(({ generateKeyPair }) => generateKeyPair(ALGORITHM));
    return made;
  };

  return {
    async issue({ id, user }) {
      const issuedAt = Math.floor(now() / 1000);
      const { SignJWT } = await import('jose');
      return new SignJWT({ scope: user.permissions.join(' '), sid: id })
        .setProtectedHeader({ alg: ALGORITHM, typ: TYPE })
        .setIssuer(ISSUER)
        .setAudience(AUDIENCE)
        .setSubject(user.name)
        .setIssuedAt(issuedAt)
        .setNotBefore(issuedAt)
        .setExpirationTime(issuedAt + ACCESS_TOKEN_SECONDS)
        .sign((await keys()).privateKey);
    },
    verifier: {
      async verify(credential, { method }) {
        if (!takes(method, 'access token')) return undefined;
        const claims = await read(credential, (await keys()).publicKey, now());
        if (!claims) return undefined;
        const { sub, sid, scope, exp } = claims;
        if (typeof sid !== 'string' || typeof scope !== 'string' || !sub || !exp) return undefined;
        // A signature outlives a logout: the session behind it must still be there.
        const session = await sessions.get(sid);
        if (session?.user.name !== sub) return undefined;
        return { user: sub, permissions: scope.split(' '), sessionId: sid, expiresAt: exp * 1000 };
      },
    },
  };
}

async function read(token: string, key: CryptoKey, now: number) {
  const { jwtVerify } = await import('jose');
  try {
    const { payload } = await jwtVerify(token, key, {
      algorithms: [ALGORITHM],
      issuer: ISSUER,
      audience: AUDIENCE,
      typ: TYPE,
      requiredClaims: ['sub', 'sid', 'scope', 'exp', 'nbf'],
      currentDate: new Date(now),
    });
    return payload;
  } catch {
    // Why it is not ours is nobody's business.
    return undefined;
  }
}
