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
 * Says what the cookie is called that a request brings along. A browser keeps one for all ports of a host: with the port
 * in its name, two auth servers on one host do not take each other's.
 */
export type SessionCookie = (request: Pick<IncomingMessage, 'headers'>) => string;

/**
 * The cookie of an auth server that answers the request itself. The port is the one that the browser reached it at, which
 * behind a proxy or in a container is another than the one it listens on.
 *
 * @param otherwise - the port where the request names none
 */
export function ownSessionCookie(otherwise: () => number): SessionCookie {
  return ({ headers: { host = '' } }) => {
    const [, port] = /:(\d{1,5})$/.exec(host) ?? [];
    return `${PREFIX}${port === undefined ? otherwise() : Number(port)}`;
  };
}

/** The cookie of an auth server that browsers reach at this address. */
export function sessionCookieOf(authServer: string): SessionCookie {
  const { protocol, port } = new URL(authServer);
  const name = `${PREFIX}${port || (protocol === 'https:' ? HTTPS_PORT : HTTP_PORT)}`;
  return () => name;
}

export const HTTPS_PORT = 443;
const HTTP_PORT = 80;

/**
 * The session's secret as a `Cookie` header carries it.
 *
 * @returns `undefined` where there is none, and where there are two: one of them is not ours
 */
export function readSessionCookie(header: string | undefined, name: string): string | undefined {
  const prefix = `${name}=`;
  const [found, ...others] = (header ?? '')
    .split(';')
    .map((pair) => pair.trim())
    .filter((pair) => pair.startsWith(prefix));
  return others.length === 0 ? found?.slice(prefix.length) : undefined;
}
