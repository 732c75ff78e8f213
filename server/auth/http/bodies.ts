/** Request bodies of the auth server: read once, at the edge, into types. */
import express, { type RequestHandler } from 'express';
import { covers, isCapability } from '../../../protocol/capabilities.ts';
import { takes } from '../../../protocol/credentials.ts';
import type { Parsed } from '../../../protocol/messages.ts';
import { isMethodId, type MethodId } from '../../../protocol/methods.ts';
import { type Problem, problems, sendProblem } from './problems.ts';

/** No JSON body that these routes expect is longer than a few hundred bytes. */
const MAX_JSON_BYTES = 4096;

/** A credential may be as long as a first message (4,096 bytes), and a form may write one byte as three (`%2B`). */
const MAX_FORM_BYTES = 16_384;

/** Reads a JSON body into `request.body`. Any other type is refused, since another site's page can send a form. */
export const jsonBody: RequestHandler[] = [
  wants('application/json', problems.notJson),
  express.json({ limit: MAX_JSON_BYTES, inflate: false }),
];

/** Reads a JSON body that may as well be missing. One without a type is read, too, or what it asks for would be lost. */
export const optionalJsonBody: RequestHandler[] = [
  (request, response, next) => {
    const isOther = request.headers['content-type'] !== undefined && request.is('application/json') === false;
    if (isOther) sendProblem(response, problems.notJson);
    else next();
  },
  express.json({ limit: MAX_JSON_BYTES, inflate: false, type: () => true }),
];

/** Reads a form into `request.body`, as text. */
export const formBody: RequestHandler[] = [
  wants('application/x-www-form-urlencoded', problems.notForm),
  express.text({ type: 'application/x-www-form-urlencoded', limit: MAX_FORM_BYTES, inflate: false }),
];

function wants(type: string, problem: Problem): RequestHandler {
  return (request, response, next) => {
    // `null` means that there is no body; the parser of the body's members will then refuse the request.
    if (request.is(type) === false) sendProblem(response, problem);
    else next();
  };
}

/** What to answer to an error that a body parser threw; `undefined` for any other error. */
export function problemOfBody(error: unknown, isForm: boolean): Problem | undefined {
  if (typeof error !== 'object' || error === null || !('type' in error)) return undefined;
  switch (error.type) {
    case 'entity.parse.failed':
      return problems.notAnObject;
    case 'entity.too.large':
      return problems.bodyTooLarge;
    case 'encoding.unsupported':
    case 'charset.unsupported':
      return isForm ? problems.notForm : problems.notJson;
    case 'request.aborted':
    case 'request.size.invalid':
      return problems.unreadableBody;
    default:
      return undefined;
  }
}

export interface Login {
  readonly user: string;
  readonly password: string;
}

export function parseLogin(body: unknown): Parsed<Login> {
  const user = memberOf(body, 'user');
  const password = memberOf(body, 'password');
  return typeof user === 'string' && typeof password === 'string'
    ? { ok: true, value: { user, password } }
    : { ok: false, problem: 'no user or no password' };
}

/** Reads the method that a ticket is wanted for. */
export function parseTicketRequest(body: unknown): Parsed<MethodId> {
  const method = memberOf(body, 'method');
  return typeof method === 'string' && isMethodId(method) && takes(method, 'ticket')
    ? { ok: true, value: method }
    : { ok: false, problem: 'no method that takes tickets' };
}

/**
 * Reads which scopes a token is wanted for (RFC 6749, section 3.3): a text with spaces between them.
 *
 * @param all - what the user may do; it is also what is meant where the request names no scope
 * @returns scopes that the user's cover, each once
 */
export function parseScope(body: unknown, all: readonly string[]): Parsed<readonly string[]> {
  if (body === undefined) return { ok: true, value: all };
  if (typeof body !== 'object' || body === null || Array.isArray(body)) {
    return { ok: false, problem: 'not an object' };
  }
  const scope = memberOf(body, 'scope');
  if (scope === undefined) return { ok: true, value: all };
  if (typeof scope !== 'string') return { ok: false, problem: 'scope is not a text' };
  const wanted = [...new Set(scope.split(' '))];
  const isLess = (one: string) =>
    all.includes(one) || (isCapability(one) && all.some((scope) => covers(scope, one)));
  return wanted.every(isLess)
    ? { ok: true, value: wanted }
    : { ok: false, problem: 'scope is more than the user may do, or no scope' };
}

export interface IntrospectionRequest {
  readonly token: string;
  /** The method by which the token was presented. RFC 7662, section 2.1 has no such parameter: it is our own. */
  readonly method: MethodId;
  /** The CSRF token that must come with a session's cookie; our own parameter, too. */
  readonly csrfToken?: string;
}

export function parseIntrospectionRequest(body: unknown): Parsed<IntrospectionRequest> {
  const form = new URLSearchParams(typeof body === 'string' ? body : '');
  const [token, ...moreTokens] = form.getAll('token');
  const [method, ...moreMethods] = form.getAll('method');
  const [csrfToken, ...moreCsrfTokens] = form.getAll('csrf_token');
  return token !== undefined &&
    method !== undefined &&
    isMethodId(method) &&
    moreTokens.length + moreMethods.length + moreCsrfTokens.length === 0
    ? { ok: true, value: { token, method, ...(csrfToken !== undefined && { csrfToken }) } }
    : { ok: false, problem: 'no token, or no known method, or more than one' };
}

/** Reads the ids of sessions. There must be at least one. */
export function parseSessionsRequest(body: unknown): Parsed<readonly string[]> {
  const ids = new URLSearchParams(typeof body === 'string' ? body : '').getAll('sid');
  return ids.length > 0 ? { ok: true, value: ids } : { ok: false, problem: 'no session' };
}

function memberOf(body: unknown, name: string): unknown {
  if (typeof body !== 'object' || body === null) return undefined;
  // Own members only: what `__proto__` inherits does not count.
  return Object.entries(body).find(([key]) => key === name)?.[1];
}
