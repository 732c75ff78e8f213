/** What is wrong with the value of an option, as the rest of a sentence that begins with the option's name. Pure. */
import { isIP } from 'node:net';
import { DEMO_TOKEN } from '../../protocol/messages.ts';
import { isMethodId, methodIds } from '../../protocol/methods.ts';
import { isSafeUrl, urlHost } from '../net/hosts.ts';
import { quote } from './kinds.ts';

/** A command that starts the server with a good token. */
export const TOKEN_ADVICE = 'AUTH_TOKEN=$(openssl rand -hex 32) npm start';

export const INTROSPECTION_ADVICE = 'export INTROSPECTION_SECRET=$(openssl rand -hex 32)';

/** `unix:` has no host, and may have user and password like the others. */
const redisUrl = /^(?:rediss?:\/\/|unix:\/\/(?=[^/]*\/))/;

/** What is wrong with the URL of a Redis, or undefined. It never quotes the URL, which may hold a password. */
export function redisProblem(url: string): string | undefined {
  const rule = 'must be redis://HOST:PORT, rediss://HOST:PORT or unix:///PATH';
  if (!redisUrl.test(url)) return rule;
  if (url.startsWith('unix:')) return undefined;
  if (!URL.canParse(url)) return rule;
  const { hostname, pathname, search, hash } = new URL(url);
  return hostname !== '' && /^\/?\d*$/.test(pathname) && search === '' && hash === '' ? undefined : rule;
}

/** Whether the URL of a Redis holds a password. */
export function holdsPassword(url: string): boolean {
  return /^\w+:\/\/[^/@]*:[^/]*@/.test(url);
}

/** What is wrong with the URL of a Redis in a flag, or undefined. */
export function passwordOnCommandLine(url: string): string | undefined {
  return holdsPassword(url)
    ? 'must not hold a password, because a process list shows flags: set LAB_REDIS or LAB_REDIS_PASSWORD in the environment'
    : undefined;
}

/** What is wrong with the id of a method, or undefined. */
export function methodProblem(id: string): string | undefined {
  return isMethodId(id) ? undefined : `must be one of ${methodIds.join(', ')}, not ${quote(id)}`;
}

/** What is wrong with a host to listen on, or undefined. */
export function hostProblem(host: string): string | undefined {
  if (host.includes('%')) {
    return `must be without a zone, because neither a URL nor a certificate can hold one, not ${quote(host)}. Try :: for every address`;
  }
  const isWritten = isIP(host) !== 0 || /^(?!-)[a-z0-9_-]+(\.[a-z0-9_-]+)*\.?$/i.test(host);
  // Refuses 256.0.0.1, and on some versions of Node xn--0, which would only fail when the banner is printed.
  if (isWritten && URL.canParse(`https://${urlHost(host)}/`)) return undefined;
  return `must be a name or an address without scheme, port or brackets, such as 0.0.0.0 or ::1, not ${quote(host)}`;
}

/** Short enough for a first message, a header, a cookie and a URL. */
const MAX_SECRET_LENGTH = 1024;

/**
 * What is wrong with a secret, or undefined. It may hold only characters that a header (RFC 6750), a cookie (RFC 6265)
 * and a URL (RFC 3986, section 2.3) carry unchanged, so that it is the same wherever it is sent, and masking finds it.
 *
 * @param advice - a command that makes a good secret
 */
export function secretProblem(secret: string, advice: string): string | undefined {
  if (!/^[\w.~-]*$/.test(secret)) {
    return `must consist of letters, digits and - . _ ~, which a header, a cookie and a URL can carry. Make one: ${advice}`;
  }
  if (secret.length < 32) return `must be 32 characters or more, not ${secret.length}. Make one: ${advice}`;
  if (secret.length > MAX_SECRET_LENGTH) {
    return `must be ${MAX_SECRET_LENGTH} characters or less, not ${secret.length}. Make one: ${advice}`;
  }
  return undefined;
}

/** What is wrong with the operator's token, or undefined. */
export function tokenProblem(token: string): string | undefined {
  if (token === DEMO_TOKEN) return `must not be the public demo token. Make one: ${TOKEN_ADVICE}`;
  return secretProblem(token, TOKEN_ADVICE);
}

/** What is wrong with the URL at which clients reach this server, or undefined. */
export function publicUrlProblem(written: string): string | undefined {
  const url = URL.canParse(written) ? new URL(written) : undefined;
  const isPlace = url !== undefined && url.href === `${url.protocol}//${url.host}/`;
  return isPlace && /^wss?:$/.test(url.protocol)
    ? undefined
    : 'must be wss://HOST or wss://HOST:PORT, without a path';
}

/**
 * What is wrong with the URL of an auth server, or undefined. It gets every credential: over TLS, or on this machine
 * only.
 */
export function authServerProblem(written: string): string | undefined {
  const url = URL.canParse(written) ? new URL(written) : undefined;
  const isOrigin = url !== undefined && `${url.origin}/` === url.href;
  return isOrigin && isSafeUrl(url)
    ? undefined
    : 'must be https://HOST:PORT without a path, or http on this machine';
}

/**
 * What is wrong with the URL of an identity provider, or undefined. Whoever answers there says who gets in. It is
 * compared letter by letter with what tokens say, so it must be as URLs are written (RFC 8414, section 2).
 */
export function issuerProblem(written: string): string | undefined {
  const url = URL.canParse(written) ? new URL(written) : undefined;
  const isPlain = url !== undefined && url.search === '' && url.hash === '' && !/[?#]/.test(written);
  // A URL without a path may be written with or without the slash at its end.
  const isWritten = url?.href === written || url?.href === `${written}/`;
  return isPlain && isWritten && isSafeUrl(url)
    ? undefined
    : `must be https://HOST, with a path perhaps but without ? and #, or http on this machine, not ${quote(written)}`;
}

/** What is wrong with the URL of an introspection endpoint, or undefined. It gets tokens and our client secret. */
export function endpointProblem(written: string): string | undefined {
  const url = URL.canParse(written) ? new URL(written) : undefined;
  return url !== undefined && isSafeUrl(url) && url.hash === ''
    ? undefined
    : `must be https://HOST/PATH, or http on this machine, without user and password, not ${quote(written)}`;
}

/** A name is shown on the board, and written in messages between nodes. */
export function nodeProblem(name: string | undefined): string | undefined {
  if (name === undefined || /^[\w.-]{1,32}$/.test(name)) return undefined;
  return `must be 1 to 32 letters, digits or - . _, not ${quote(name)}`;
}
