/** Asks a standard introspection endpoint about opaque tokens (RFC 7662), and keeps each answer for a moment. */
import { hash } from 'node:crypto';
import { type Parsed, parseJson } from '../../protocol/messages.ts';
import type { Exchange } from '../auth/remote/exchange.ts';
import { type AccessToken, type ReadAccessToken, readBinding } from '../auth/tokens/bound-tokens.ts';
import type { Identity } from '../auth/verifier.ts';
import type { Clock } from '../basics/clock.ts';
import { isMoment, readSubject, SKEW_S } from './issuer.ts';

/** Milliseconds for which an answer is kept: a token may be called back and still be accepted for as long. */
export const ANSWER_MS = 5000;

/** Most answers that are kept. */
const MAX_ANSWERS = 10_000;

export interface EndpointSettings {
  readonly url: string;
  readonly clientId: string;
  readonly clientSecret: string;
  /** If an answer names an audience, it must be this one. */
  readonly audience: string | undefined;
  readonly exchange: Pick<Exchange, 'ask'>;
  readonly now: Clock;
  /** Milliseconds since 1970, by which moments in answers are judged. */
  readonly wall?: () => number;
}

interface Kept {
  readonly answer: Promise<AccessToken | undefined>;
  /** Undefined while there is no answer. */
  until: number | undefined;
}

/** Asks about every token it gets: choose.ts decides which these are. */
export function readAtEndpoint(settings: EndpointSettings): ReadAccessToken {
  const { url, clientId, clientSecret, audience, exchange, now, wall = Date.now } = settings;
  // RFC 6749, section 2.3.1: both are form-encoded first.
  const user = `${formEncoded(clientId)}:${formEncoded(clientSecret)}`;
  const headers = {
    'Content-Type': 'application/x-www-form-urlencoded',
    Authorization: `Basic ${Buffer.from(user).toString('base64')}`,
  };
  /** By the hash of the token, the oldest first. */
  const kept = new Map<string, Kept>();

  const ask: ReadAccessToken = async (token) => {
    const askedAt = wall();
    const body = new URLSearchParams({ token, token_type_hint: 'access_token' }).toString();
    const text = await exchange.ask({ url: new URL(url), method: 'POST', headers, body });
    const answer = parseAnswer(text, { audience, url, askedAt, wall: wall() });
    // It may repeat the token, so it is not quoted.
    if (!answer.ok) throw new Error(`The introspection endpoint's answer ${answer.problem}.`);
    if (!answer.value) return undefined;
    const { identity, leftMs, ...binding } = answer.value;
    const expiry = leftMs !== undefined && { expiresAt: now() + leftMs };
    return { identity: { ...identity, ...expiry }, ...binding };
  };

  const forget = () => {
    for (const [key, { until }] of kept) {
      const isOver = until !== undefined && until <= now();
      if (kept.size < MAX_ANSWERS && !isOver) return;
      kept.delete(key);
    }
  };

  return async (token) => {
    const key = hash('sha256', token, 'base64url');
    const known = kept.get(key);
    if (known && (known.until === undefined || known.until > now())) return known.answer;
    kept.delete(key);
    forget();
    // Without a signal: others may wait for the same answer.
    const entry: Kept = { answer: ask(token), until: undefined };
    kept.set(key, entry);
    try {
      const answer = await entry.answer;
      entry.until = Math.min(now() + ANSWER_MS, answer?.identity.expiresAt ?? Number.POSITIVE_INFINITY);
      return answer;
    } catch (error) {
      // A failure is no answer: the next client asks again.
      if (kept.get(key) === entry) kept.delete(key);
      throw error;
    }
  };
}

interface Circumstances {
  readonly audience: string | undefined;
  readonly url: string;
  readonly askedAt: number;
  readonly wall: number;
}

/** What an answer says of an active token. */
interface Active extends Pick<AccessToken, 'jkt'> {
  readonly identity: Omit<Identity, 'expiresAt'>;
  readonly leftMs?: number;
}

/**
 * Reads an introspection response (RFC 7662, section 2.2; RFC 9449, section 6.2).
 *
 * @returns undefined for a token that is not active, or not for this server. The problem is the rest of a sentence
 */
export function parseAnswer(text: string, circumstances: Circumstances): Parsed<Active | undefined> {
  const { audience, url, askedAt, wall } = circumstances;
  const json = parseJson(text);
  if (!json.ok || typeof json.value !== 'object' || json.value === null) return bad('is no JSON object');
  const members: Readonly<Record<string, unknown>> = { ...json.value };
  const {
    active,
    sub,
    scope = '',
    exp,
    nbf,
    iat,
    aud,
    iss = url,
    cnf,
    token_type: type = 'Bearer',
  } = members;
  if (active === false) return { ok: true, value: undefined };
  if (active !== true) return bad('does not say whether the token is active');
  const subject = readSubject(sub);
  if (subject === undefined) return bad('names no subject');
  if (typeof scope !== 'string') return bad('has a scope that is no text');
  if (typeof iss !== 'string' || iss === '' || iss.includes(' ')) return bad('has an issuer that is no URL');
  if (![exp, nbf, iat].every((moment) => moment === undefined || isMoment(moment))) {
    return bad('has a time that is no number of seconds');
  }
  const isForUs = aud === undefined || audience === undefined || [aud].flat().includes(audience);
  const binding = readBinding(cnf);
  // Some servers say `Bearer` of a bound token, too, but `DPoP` of one without a key is a contradiction.
  const types = binding?.jkt === undefined ? ['bearer'] : ['dpop', 'bearer'];
  const isOfType = typeof type === 'string' && types.includes(type.toLowerCase());
  // As with a JWT: one that was issued later than now would outlive a logout.
  const isEarly = [nbf, iat].some((moment) => isMoment(moment) && moment > wall / 1000 + SKEW_S);
  const leftMs = isMoment(exp) ? exp * 1000 - wall : undefined;
  const isOver = leftMs !== undefined && leftMs <= 0;
  if (!isForUs || !binding || !isOfType || isEarly || isOver) return { ok: true, value: undefined };
  const identity = {
    user: subject,
    permissions: scope.split(' ').filter((permission) => permission !== ''),
    // If it does not say when the token was issued: it was not called back before it was asked about.
    provider: { issuer: iss, issuedAt: isMoment(iat) ? iat : Math.floor(askedAt / 1000) },
  };
  return { ok: true, value: { identity, ...binding, ...(leftMs !== undefined && { leftMs }) } };
}

/** One value as `application/x-www-form-urlencoded` writes it. */
function formEncoded(text: string): string {
  return new URLSearchParams({ '': text }).toString().slice(1);
}

function bad(problem: string): { ok: false; problem: string } {
  return { ok: false, problem };
}
