/** One identity provider: its access tokens (RFC 9068, RFC 8725) and its logout tokens. */
import type { FlattenedJWSInput, JWTHeaderParameters, JWTPayload, JWTVerifyResult } from 'jose';
import { type AccessToken, readBinding } from '../auth/tokens/bound-tokens.ts';
import type { Clock } from '../basics/clock.ts';
import { type KeySet, KeysMissing, type Told } from './key-set.ts';

/** Asymmetric ones only: `none` proves nothing, and for HS256 a public key would be the secret. */
const ALGORITHMS = [
  ...['RS256', 'RS384', 'RS512', 'PS256', 'PS384', 'PS512'],
  ...['ES256', 'ES384', 'ES512', 'EdDSA', 'Ed25519'],
];

/** Seconds by which the provider's clock may be ahead: for `nbf`, and for the `iat` of a logout token. */
export const SKEW_S = 30;

/** Seconds since 1970 until the year 5138: whoever names a later moment counts milliseconds, or means no end. */
const MAX_MOMENT = 1e11;

/** OpenID Connect Core 1.0, section 2: at most 255 ASCII characters. */
const subjectForm = /^[\x20-\x7e]{1,255}$/;

export interface Issuer {
  /** Checks a token, whether it is bound to a key or not. @returns undefined if it is not valid. @throws KeysMissing */
  read(token: string, told?: Told): Promise<AccessToken | undefined>;
  /**
   * Reads a logout token (OpenID Connect Back-Channel Logout 1.0, section 2.6), except for whether it was shown before.
   *
   * @returns undefined if it is none. @throws KeysMissing
   */
  readLogout(token: string): Promise<Logout | undefined>;
}

export interface Logout {
  readonly subject?: string;
  readonly session?: string;
  /** Seconds since 1970, like `expiresAt`. */
  readonly issuedAt: number;
  readonly expiresAt: number;
  readonly id: string;
}

export interface IssuerSettings {
  readonly issuer: string;
  readonly audience: string;
  /** `aud` of logout tokens. */
  readonly clientId: string;
  /** The `typ` of access tokens, one or more. */
  readonly tokenTypes: readonly string[];
  readonly keys: KeySet;
  readonly now: Clock;
  /** Milliseconds since 1970: tokens name moments by the clock on the wall, and so by this one they are judged. */
  readonly wall?: () => number;
}

export function createIssuer(settings: IssuerSettings): Issuer {
  const { issuer, audience, clientId, tokenTypes, keys, now, wall = Date.now } = settings;
  const accessTypes = tokenTypes.map(withoutPrefix);

  /** Checks everything that both kinds of token have in common. */
  const verify = async (
    token: string,
    forWhom: string,
    isType: (type: string | undefined) => boolean,
    told: Told | undefined,
  ): Promise<JWTPayload | undefined> => {
    const jose = await import('jose');
    const expected = {
      algorithms: ALGORITHMS,
      issuer,
      audience: forWhom,
      requiredClaims: ['exp'],
      clockTolerance: SKEW_S,
      currentDate: new Date(wall()),
    };
    let result: JWTVerifyResult;
    try {
      // Before the key is looked for: a token of another kind need not cause a fetch.
      const { typ } = jose.decodeProtectedHeader(token);
      const isText = typ === undefined || typeof typ === 'string';
      if (!isText || !isType(typ && withoutPrefix(typ))) return undefined;
      result = await jose.jwtVerify(
        token,
        async (header: JWTHeaderParameters, jws: FlattenedJWSInput) => {
          const key = await keys.find(header, jws, told);
          if (!key) throw new jose.errors.JWKSNoMatchingKey();
          return key;
        },
        expected,
      );
    } catch (error) {
      if (error instanceof KeysMissing) throw error;
      // The client is not told why a token is not valid.
      return undefined;
    }
    const { payload } = result;
    // No skew here: what jose allows for `nbf` it allows for `exp` as well.
    return isMoment(payload.exp) && payload.exp * 1000 > wall() ? payload : undefined;
  };

  /** Whether a moment lies ahead by more than clocks differ. @param seconds - since 1970 */
  const isAhead = (seconds: number) => seconds > wall() / 1000 + SKEW_S;

  return {
    async read(token, told) {
      told?.({ type: 'checkedHere', issuer });
      const isAccessType = (type: string | undefined) => type !== undefined && accessTypes.includes(type);
      const payload = await verify(token, audience, isAccessType, told);
      if (!payload) return undefined;
      const { sub, exp = 0, iat, scope = '', sid, cnf, events } = payload;
      const user = readSubject(sub);
      if (user === undefined || typeof scope !== 'string') return undefined;
      const binding = readBinding(cnf);
      // A logout token is no access token, whatever type it states.
      if (!binding || events !== undefined) return undefined;
      // One that was issued later than now would outlive a logout, which ends what was issued before it.
      if (typeof iat === 'number' && isAhead(iat)) return undefined;
      const identity = {
        user,
        permissions: scope.split(' ').filter((permission) => permission !== ''),
        expiresAt: now() + (exp * 1000 - wall()),
        provider: {
          issuer,
          issuedAt: typeof iat === 'number' ? iat : 0,
          ...(typeof sid === 'string' && { session: sid }),
        },
      };
      return { identity, ...binding };
    },
    async readLogout(token) {
      const isLogoutType = (type: string | undefined) =>
        type === undefined || type === 'jwt' || type === 'logout+jwt';
      const payload = await verify(token, clientId, isLogoutType, undefined);
      if (!payload) return undefined;
      const { sub, sid, iat, exp, jti, events } = payload;
      const [subject, session, id] = [sub, sid, jti].map(readSubject);
      const isClear =
        (sub === undefined || subject !== undefined) && (sid === undefined || session !== undefined);
      if (!isClear || (subject ?? session) === undefined || id === undefined) return undefined;
      if ('nonce' in payload || !isLogoutEvent(events) || typeof iat !== 'number' || exp === undefined)
        return undefined;
      if (isAhead(iat)) return undefined;
      return {
        ...(subject !== undefined && { subject }),
        ...(session !== undefined && { session }),
        id,
        issuedAt: iat,
        expiresAt: exp,
      };
    },
  };
}

/** A media type may be written without `application/` (RFC 7515, section 4.1.9); upper and lower case are the same. */
function withoutPrefix(type: string): string {
  return type.toLowerCase().replace(/^application\//, '');
}

/** A subject or another id, as a claim states it; undefined if it is none, or may not be shown in a log. */
export function readSubject(claim: unknown): string | undefined {
  return typeof claim === 'string' && subjectForm.test(claim) ? claim : undefined;
}

/** Whether a claim is a moment in seconds since 1970 (RFC 7519, section 2: NumericDate). */
export function isMoment(claim: unknown): claim is number {
  return typeof claim === 'number' && Math.abs(claim) < MAX_MOMENT;
}

const LOGOUT_EVENT = 'http://schemas.openid.net/event/backchannel-logout';

function isLogoutEvent(events: unknown): boolean {
  if (typeof events !== 'object' || events === null || !Object.hasOwn(events, LOGOUT_EVENT)) return false;
  const event: unknown = Reflect.get(events, LOGOUT_EVENT);
  return typeof event === 'object' && event !== null && !Array.isArray(event);
}
