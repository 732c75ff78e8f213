/** Checks that every HTTP request must pass, and the path that it asks for. */
import type { IncomingMessage } from 'node:http';
import { type HttpOutcome, refusals } from '../../protocol/refusals.ts';
import { hostField } from './hosts.ts';

/** Most header fields of a request: the default of Apache's LimitRequestFields. */
export const MAX_HEADERS = 100;

/**
 * Checks a request, whether it is an upgrade or not (RFC 9112, section 3.2), more strictly than Node does.
 *
 * @returns how to refuse it, or `undefined` when it may pass
 */
export function checkRequest(request: IncomingMessage): HttpOutcome | undefined {
  if (hasTooManyHeaders(request)) return refusals.headersTooLarge;
  const [host, ...moreHosts] = request.headersDistinct.host ?? [];
  // Node requires the Host field of HTTP/1.1, but not of an upgrade.
  if (host === undefined) return request.httpVersion === '1.0' ? undefined : refusals.badRequest;
  return moreHosts.length > 0 || !hostField.test(host) ? refusals.badRequest : undefined;
}

/**
 * Whether a request has so many header fields that Node may have dropped some without a word: perhaps a second Host,
 * the length of a body, or what a proxy has added at the end.
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
