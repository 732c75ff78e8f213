/** ONE table: every error answer of the auth server, as problem documents (RFC 9457). */
import { STATUS_CODES } from 'node:http';
import type { Response } from 'express';
import { ticketMethods } from '../../protocol/credentials.ts';

export interface Problem {
  readonly status: number;
  /** What happened and what to do next. A fixed text: input is never repeated. */
  readonly detail: string;
}

export const problems = {
  notAnObject: { status: 400, detail: 'The body is no JSON object. Send one, and nothing behind it.' },
  signInMembers: { status: 400, detail: 'Send {"user":"…","password":"…"}, both of them texts.' },
  ticketMembers: {
    status: 400,
    detail: `Send {"method":"…"} with a method that takes tickets: ${ticketMethods.join(', ')}.`,
  },
  introspectionParameters: {
    status: 400,
    detail: 'Send the parameters token and method once each, and as method one that this server knows.',
  },
  sessionsParameters: { status: 400, detail: 'Send the parameter sid, once for each session.' },
  unreadableBody: { status: 400, detail: 'The body could not be read. Send it again, whole.' },
  wrongPassword: { status: 401, detail: 'User or password is wrong. Check both, then sign in again.' },
  notSignedIn: { status: 401, detail: 'This needs a session. Sign in with POST /auth/session first.' },
  wrongSecret: {
    status: 401,
    detail: 'This is for the WebSocket server: send the shared INTROSPECTION_SECRET as bearer token.',
  },
  wrongCsrfToken: {
    status: 403,
    detail: 'Send the csrfToken of this session in the header X-CSRF-Token. GET /auth/session tells it.',
  },
  notFound: { status: 404, detail: 'The auth server has nothing at this path.' },
  methodNotAllowed: { status: 405, detail: 'This path takes the methods that the header Allow names.' },
  bodyTooLarge: { status: 413, detail: 'The body is too large. Send what is asked for and nothing else.' },
  notJson: { status: 415, detail: 'Send JSON, with Content-Type: application/json, not compressed.' },
  notForm: {
    status: 415,
    detail: 'Send a form, with Content-Type: application/x-www-form-urlencoded, not compressed.',
  },
  tooManyTickets: {
    status: 429,
    detail: 'This session has too many unused tickets. Use one, or wait as Retry-After says.',
  },
  tooManySignIns: {
    status: 429,
    detail: 'Too many people are signing in. Try again after the seconds in Retry-After.',
  },
  tooManyFailures: {
    status: 429,
    detail: 'Too many failed attempts. Try again after the seconds in Retry-After.',
  },
  internalError: { status: 500, detail: 'The auth server made a mistake. Its log says which; try again.' },
} as const satisfies Record<string, Problem>;

/** Answers with a problem document. */
export function sendProblem(
  response: Response,
  { status, detail }: Problem,
  headers: Readonly<Record<string, string>> = {},
): void {
  const title = STATUS_CODES[status];
  response
    .status(status)
    .set(headers)
    .type('application/problem+json')
    // Not json(), which would add a charset that JSON does not have (RFC 8259, section 11).
    .send(Buffer.from(JSON.stringify({ type: 'about:blank', title, status, detail })));
}

/** Answers 429, with the time to wait in whole seconds (RFC 9110, section 10.2.3). */
export function sendWait(response: Response, problem: Problem, waitMs: number): void {
  sendProblem(response, problem, { 'Retry-After': `${Math.max(1, Math.ceil(waitMs / 1000))}` });
}
