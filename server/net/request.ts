/** What every HTTP request must have right, and where it leads. */
import type { IncomingMessage } from 'node:http';
import { type HttpOutcome, refusals } from '../../protocol/outcomes.ts';
import { hostField } from './hosts.ts';

/** Most header fields of a request, as Apache's LimitRequestFields. */
export const MAX_HEADERS = 100;

/**
 * Checks what every request must have right, upgrade or not (RFC 9112, section 3.2), more strictly than Node does.
 *
 * @returns how to refuse it, or `undefined` when it may pass
 */
export function checkRequest(request: IncomingMessage): HttpOutcome | undefined {
  if (hasTooManyHeaders(request)) return refusals.headersTooLarge;
  const [host, ...moreHosts] = request.headersDistinct.host ?? [];
  // Node asks for a Host where HTTP/1.1 wants one, but not for an upgrade.
  if (host === undefined) return request.httpVersion === '1.0' ? undefined : refusals.badRequest;
  return moreHosts.length > 0 || !hostField.test(host) ? refusals.badRequest : undefined;
}

/**
 * Node drops header fields beyond the most without a word: a second Host perhaps, the length of a body, or what a proxy
 * has added at the end.
 */
export function hasTooManyHeaders({ rawHeaders }: Pick<IncomingMessage, 'rawHeaders'>): boolean {
  return rawHeaders.length >= 2 * MAX_HEADERS;
}

/**
 * The path of a request target in origin form, without its query (RFC 9112, section 3.2.1).
 *
 * @returns `undefined` for any other form of target
 */
export function pathOf(target: string | undefined): string | undefined {
  if (!target?.startsWith('/') || target.startsWith('//')) return undefined;
  const query = target.indexOf('?');
  return query === -1 ? target : target.slice(0, query);
}
