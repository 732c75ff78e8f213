/**
 * Readers of credentials in an upgrade request. Pure: they find and decode, but do not check.
 *
 * A credential that could be read in two ways (given twice, badly encoded) is not read at all: the code that checks it
 * and the code that uses it must not see different ones.
 */
import type { IncomingMessage } from 'node:http';
import type { Parsed } from '../../protocol/messages.ts';
import { BEARER_SUBPROTOCOL, PLAIN_SUBPROTOCOL } from '../../protocol/subprotocols.ts';

type Request = Pick<IncomingMessage, 'url' | 'headersDistinct'>;

/** A value of the query, `?name=value`. */
export function readQuery({ url = '' }: Request, name: string): Parsed<string> {
  const query = url.indexOf('?');
  const values = query === -1 ? [] : new URLSearchParams(url.slice(query)).getAll(name);
  return only(values, `${name} in the query`);
}

/** The token of `Authorization: Bearer` (RFC 6750, section 2.1). */
export function readBearer(request: Request): Parsed<string> {
  return readAuthorization(request, /^Bearer +([\w.~+/-]+=*)$/i, 'bearer token');
}

/** User and password of `Authorization: Basic`, as `user:password` (RFC 7617, section 2). */
export function readBasic(request: Request): Parsed<string> {
  const encoded = readAuthorization(request, /^Basic +([\w+/-]+={0,2})$/i, 'user and password');
  if (!encoded.ok) return encoded;
  const decoded = Buffer.from(encoded.value, 'base64').toString();
  // RFC 7617, section 2. And scrypt pads a short password with zeros: one that ends in a zero byte would be another's.
  if (/\p{Cc}/u.test(decoded)) return { ok: false, problem: 'control character in user and password' };
  return decoded.includes(':')
    ? { ok: true, value: decoded }
    : { ok: false, problem: 'no colon in user and password' };
}

/** The value of a cookie (RFC 6265, section 4.2.1). */
export function readCookie({ headersDistinct }: Request, name: string): Parsed<string> {
  const pairs = (headersDistinct.cookie ?? []).flatMap((header) => header.split(';'));
  const values = pairs.flatMap((pair) => {
    const equals = pair.indexOf('=');
    return equals !== -1 && pair.slice(0, equals).trim() === name ? [pair.slice(equals + 1).trim()] : [];
  });
  return only(values, `cookie ${name}`);
}

/** The subprotocols a client offers, in its order. */
export function offeredSubprotocols({ headersDistinct }: Request): string[] {
  const headers = headersDistinct['sec-websocket-protocol'] ?? [];
  return headers.flatMap((header) => header.split(',')).map((protocol) => protocol.trim());
}

/** The rest of the one offered subprotocol with this beginning. The plain one must be offered beside it. */
export function readSubprotocol(request: Request, beginning: string): Parsed<string> {
  const offered = offeredSubprotocols(request);
  if (!offered.includes(PLAIN_SUBPROTOCOL))
    return { ok: false, problem: `${PLAIN_SUBPROTOCOL} is not offered` };
  const values = offered.filter((protocol) => protocol.startsWith(beginning));
  return only(
    values.map((protocol) => protocol.slice(beginning.length)),
    `subprotocol ${beginning}`,
  );
}

/** The token of the one offered bearer subprotocol. */
export function readBearerSubprotocol(request: Request): Parsed<string> {
  const encoded = readSubprotocol(request, BEARER_SUBPROTOCOL);
  if (!encoded.ok) return encoded;
  const bytes = Buffer.from(encoded.value, 'base64url');
  // Node skips what is not base64url, so encoding the bytes again must give the same text.
  if (bytes.toString('base64url') !== encoded.value)
    return { ok: false, problem: 'subprotocol is not base64url' };
  return { ok: true, value: bytes.toString() };
}

function readAuthorization({ headersDistinct }: Request, scheme: RegExp, what: string): Parsed<string> {
  const header = only(headersDistinct.authorization ?? [], 'Authorization header');
  if (!header.ok) return header;
  const value = scheme.exec(header.value)?.[1];
  return value === undefined
    ? { ok: false, problem: `no ${what} in the Authorization header` }
    : { ok: true, value };
}

function only(values: readonly string[], what: string): Parsed<string> {
  const [value] = values;
  if (value === undefined || value === '') return { ok: false, problem: `no ${what}` };
  return values.length === 1 ? { ok: true, value } : { ok: false, problem: `more than one ${what}` };
}
