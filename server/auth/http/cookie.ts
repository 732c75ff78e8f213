/** The one cookie of this server (RFC 6265). */
import type { IncomingMessage } from 'node:http';
import type { CookieOptions } from 'express';

/**
 * The prefix makes browsers insist on `Secure`, on `Path=/` and on no `Domain`, so that no sibling host can plant
 * one (RFC 6265bis, section 4.1.3.2).
 */
const PREFIX = '__Host-session-';

export const sessionCookieOptions: CookieOptions = {
  httpOnly: true,
  secure: true,
  sameSite: 'strict',
  path: '/',
};

/**
 * Gives the name of the session's cookie in a request. A browser sends a host's cookies to all its ports, so the name
 * holds the port: two auth servers on one host do not overwrite each other's cookie.
 */
export type SessionCookie = (request: Pick<IncomingMessage, 'headers'>) => string;

/**
 * Names the cookie of an auth server that answers the request itself, after the port that the browser used. Behind a
 * proxy or in a container the server listens on another one.
 *
 * @param otherwise - the port to use where the request names none
 */
export function ownSessionCookie(otherwise: () => number): SessionCookie {
  return ({ headers: { host = '' } }) => {
    const [, port] = /:(\d{1,5})$/.exec(host) ?? [];
    return `${PREFIX}${port === undefined ? otherwise() : Number(port)}`;
  };
}

/** Names the cookie of an auth server elsewhere, after the port in its address. */
export function sessionCookieOf(authServer: string): SessionCookie {
  const { protocol, port } = new URL(authServer);
  const name = `${PREFIX}${port || (protocol === 'https:' ? HTTPS_PORT : HTTP_PORT)}`;
  return () => name;
}

export const HTTPS_PORT = 443;
const HTTP_PORT = 80;

/**
 * Reads the session's secret from a `Cookie` header.
 *
 * @returns `undefined` where there is none, and where there are two, since one of them is not ours
 */
export function readSessionCookie(header: string | undefined, name: string): string | undefined {
  const prefix = `${name}=`;
  const [found, ...others] = (header ?? '')
    .split(';')
    .map((pair) => pair.trim())
    .filter((pair) => pair.startsWith(prefix));
  return others.length === 0 ? found?.slice(prefix.length) : undefined;
}
