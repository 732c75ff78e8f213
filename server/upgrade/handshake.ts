import type { IncomingMessage } from 'node:http';
import { type HttpOutcome, refusals } from '../../protocol/refusals.ts';
import { checkRequest } from '../net/request.ts';

/** 16 bytes in base64 (RFC 6455, section 4.1). */
const key = /^[+/0-9A-Za-z]{22}==$/;

/**
 * Checks an upgrade request against RFC 6455, section 4.2.1, more strictly than ws does.
 *
 * @returns how to refuse it, or `undefined` when it may pass
 */
export function checkHandshake(request: IncomingMessage): HttpOutcome | undefined {
  const malformed = checkRequest(request);
  if (malformed) return malformed;
  const { headers } = request;
  if (request.method !== 'GET' || request.httpVersion !== '1.1') return refusals.badRequest;
  // A handshake has no body. One would be read as the first frames (request smuggling).
  if (headers['transfer-encoding'] !== undefined || Number(headers['content-length'] ?? 0) !== 0) {
    return refusals.badRequest;
  }
  // ws would also accept 8, which carries the origin in another header, and everything that Number() reads as 13.
  if (headers['sec-websocket-version'] !== '13') return refusals.versionNotSupported;
  if (!key.test(headers['sec-websocket-key'] ?? '')) return refusals.badRequest;
  return undefined;
}
