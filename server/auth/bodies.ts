/** Request bodies of the auth server: read once, at the edge, into types. */
import express, { type RequestHandler } from 'express';
import { takes } from '../../protocol/credentials.ts';
import type { Parsed } from '../../protocol/messages.ts';
import { isMethodId, type MethodId } from '../../protocol/methods.ts';
import { type Problem, problems, sendProblem } from './problems.ts';

/** Bytes. Nothing that is asked for here is longer than a few hundred. */
const MAX_JSON_BYTES = 4096;

/** Bytes: a credential may be as long as a first message, and a form spends three on one. */
const MAX_FORM_BYTES = 16_384;

/** Reads a JSON body into `request.body`. Any other type is refused: a form could come from another site's page. */
export const jsonBody: RequestHandler[] = [
  wants('application/json', problems.notJson),
  express.json({ limit: MAX_JSON_BYTES, inflate: false }),
];

/** Reads a form into `request.body`, as text. */
export const formBody: RequestHandler[] = [
  wants('application/x-www-form-urlencoded', problems.notForm),
  express.text({ type: 'application/x-www-form-urlencoded', limit: MAX_FORM_BYTES, inflate: false }),
];

function wants(type: string, problem: Problem): RequestHandler {
  return (request, response, next) => {
    // `null` is a request without a body, which the parser of its members will miss.
    if (request.is(type) === false) sendProblem(response, problem);
    else next();
  };
}

/** What to answer to an error that a body parser threw; `undefined` for an error that is none of theirs. */
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

/** Reads for which method a ticket is wanted. */
export function parseTicketRequest(body: unknown): Parsed<MethodId> {
  const method = memberOf(body, 'method');
  return typeof method === 'string' && isMethodId(method) && takes(method, 'ticket')
    ? { ok: true, value: method }
    : { ok: false, problem: 'no method that takes tickets' };
}

export interface IntrospectionRequest {
  readonly token: string;
  /** Our own parameter, beside those of RFC 7662, section 2.1: where the token was presented. */
  readonly method: MethodId;
  /** Our own too: what a session's cookie has to be accompanied by. */
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

/** Reads the ids of sessions, of which there is at least one. */
export function parseSessionsRequest(body: unknown): Parsed<readonly string[]> {
  const ids = new URLSearchParams(typeof body === 'string' ? body : '').getAll('sid');
  return ids.length > 0 ? { ok: true, value: ids } : { ok: false, problem: 'no session' };
}

function memberOf(body: unknown, name: string): unknown {
  if (typeof body !== 'object' || body === null) return undefined;
  // Own members only: `__proto__` brings none along.
  return Object.entries(body).find(([key]) => key === name)?.[1];
}
