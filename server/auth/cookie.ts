/** The one cookie of this server (RFC 6265). */
import type { CookieOptions } from 'express';

/**
 * The prefix makes browsers insist on `Secure`, on `Path=/` and on no `Domain`, so that no sibling host can plant
 * one (RFC 6265bis, section 4.1.3.2).
 */
export const SESSION_COOKIE = '__Host-session';

export const sessionCookieOptions: CookieOptions = {
  httpOnly: true,
  secure: true,
  sameSite: 'strict',
  path: '/',
};

/**
 * The session's secret as a `Cookie` header carries it.
 *
 * @returns `undefined` where there is none, and where there are two: one of them is not ours
 */
export function readSessionCookie(header: string | undefined): string | undefined {
  const prefix = `${SESSION_COOKIE}=`;
  const [found, ...others] = (header ?? '')
    .split(';')
    .map((pair) => pair.trim())
    .filter((pair) => pair.startsWith(prefix));
  return others.length === 0 ? found?.slice(prefix.length) : undefined;
}
