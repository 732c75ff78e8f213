/**
 * Origin: where the page that opens a WebSocket came from (RFC 6454). A browser always sends it and no page can
 * change it, so it stops other people's pages. Any other client sends what it likes: it is no authentication.
 */
import type { IncomingMessage } from 'node:http';

type Headers = Pick<IncomingMessage, 'headers'>;

/**
 * For methods whose credential no browser adds by itself: any origin, unless there is a list, then exactly that. A
 * request without one is no browser's, and the list says nothing about it.
 *
 * @param list - origins as browsers write them, such as `https://example.org`
 */
export function isAllowedOrigin({ headers }: Headers, list: readonly string[]): boolean {
  const { origin } = headers;
  return origin === undefined || list.length === 0 || list.includes(origin);
}

/**
 * For methods that ride on what a browser adds by itself (cookies, cached passwords, client certificates). A request
 * without one is refused too: it fails closed, and a client that is no browser can send what is expected.
 *
 * @param expected - this server's origins, see `ownOrigins`, and perhaps others
 */
export function isExactOrigin({ headers }: Headers, expected: readonly string[]): boolean {
  const { origin } = headers;
  return origin !== undefined && expected.includes(origin);
}

/**
 * Scheme, host and port under which this request reached us, and the same with the port of the pages. The host is
 * the one that the browser resolved and checked the certificate for; no page can make it send another.
 *
 * @param tls - whether the client speaks TLS to us
 */
export function ownOrigins({ headers }: Headers, tls: boolean, pagePort: number): string[] {
  const written = `http${tls ? 's' : ''}://${headers.host}`;
  if (!URL.canParse(written)) return [];
  const url = new URL(written);
  const { origin } = url;
  url.port = String(pagePort);
  return [origin, url.origin];
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
