/**
 * Origin: where the page that opens a WebSocket came from (RFC 6454). A browser always sends it and no page can change
 * it, so it stops other people's pages. Any other client sends what it likes, so it authenticates nobody.
 */
import type { IncomingMessage } from 'node:http';

type Headers = Pick<IncomingMessage, 'headers'>;

/**
 * The rule for methods whose credential no browser adds by itself: any origin is allowed, or exactly those in the list,
 * if there is one. A request without an origin does not come from a browser, and is allowed.
 *
 * @param list - origins as browsers write them, such as `https://example.org`; may be empty
 */
export function isAllowedOrigin({ headers }: Headers, list: readonly string[]): boolean {
  const { origin } = headers;
  return origin === undefined || list.length === 0 || list.includes(origin);
}

/**
 * The rule for methods whose credential a browser adds by itself (cookies, cached passwords, client certificates). A
 * request without an origin is refused, too: other clients can send the one that is expected.
 *
 * @param expected - this server's origins, see `ownOrigins`, and perhaps others
 */
export function isExactOrigin({ headers }: Headers, expected: readonly string[]): boolean {
  const { origin } = headers;
  return origin !== undefined && expected.includes(origin);
}

/**
 * The origin by which this request reached the server, and the same with the port of the pages. The browser has
 * resolved this host and checked the certificate for it, and no page can make it send another.
 *
 * @param tls - whether this server speaks TLS itself
 */
export function ownOrigins({ headers }: Headers, tls: boolean, pagePort: number): string[] {
  const written = `http${tls ? 's' : ''}://${headers.host}`;
  if (!URL.canParse(written)) return [];
  const url = new URL(written);
  const { origin } = url;
  url.port = String(pagePort);
  return [origin, url.origin];
}

/** What is wrong with an origin in the list, or undefined. It must be written as a browser writes it. */
export function originProblem(text: string): string | undefined {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (url && /^https?:$/.test(url.protocol)) {
    if (url.origin === text) return undefined;
    return `must be an origin, without path, user or default port: ${url.origin}`;
  }
  return 'must be an origin such as https://example.org or http://localhost:8080';
}
