import type { Opening } from './method.ts';
import { withQuery } from './with-query.ts';

/**
 * Opens a WebSocket as a method says: the one way in which any page of the lab does. What is to be sent first is left to
 * the caller, who wants to tell of it.
 *
 * @param traceId - of a trace that the server is to tell its side to
 * @throws SyntaxError or another DOMException for what the browser does not even try
 */
export function openSocket(
  { url, protocols }: Pick<Opening, 'url' | 'protocols'>,
  traceId?: string,
): WebSocket {
  return new WebSocket(traceId === undefined ? url : withQuery(url, 'trace', traceId), [...protocols]);
}
