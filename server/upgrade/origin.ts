/**
 * Origin: where the page that opens a WebSocket came from (RFC 6454). A browser always sends it and no page can
 * change it, so it stops other people's pages. Any other client sends what it likes: it is no authentication.
 *
 * A request without one is no browser's, and brings nothing that a browser would have added by itself: allowed.
 */
import type { IncomingMessage } from 'node:http';

type Headers = Pick<IncomingMessage, 'headers'>;

/**
 * For methods whose credential no browser adds by itself: any origin, unless there is a list, then exactly that.
 *
 * @param list - origins as browsers write them, such as `https://example.org`
 */
export function isAllowedOrigin({ headers }: Headers, list: readonly string[]): boolean {
  const { origin } = headers;
  return origin === undefined || list.length === 0 || list.includes(origin);
}

/**
 * For methods that ride on what a browser adds by itself (cookies, cached passwords, client certificates): this
 * scheme, host and port, or one of the list.
 *
 * @param own - this server's origins; see `ownOrigin`
 */
export function isExactOrigin(
  { headers }: Headers,
  own: string | undefined,
  list: readonly string[],
): boolean {
  const { origin } = headers;
  return origin === undefined || origin === own || list.includes(origin);
}

/**
 * The origin under which this request reached us. Its host is the one that the browser resolved and the
 * certificate was checked against; a page elsewhere cannot make a browser send another.
 *
 * @param tls - whether the client speaks TLS to us
 */
export function ownOrigin({ headers }: Headers, tls: boolean): string | undefined {
  const url = `http${tls ? 's' : ''}://${headers.host}`;
  return URL.canParse(url) ? new URL(url).origin : undefined;
}

/** What is wrong with an origin in a list, or undefined. It must be written as a browser writes it. */
export function originProblem(text: string): string | undefined {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (url && /^https?:$/.test(url.protocol)) {
    if (url.origin === text) return undefined;
    return `must be an origin, without path, user and standard port: ${url.origin}`;
  }
  return 'must be an origin such as https://example.org or http://localhost:8080';
}
