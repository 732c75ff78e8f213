/** The one table of the auth server's error answers, as problem documents (RFC 9457). */
import { STATUS_CODES } from 'node:http';
import type { Response } from 'express';
import { ticketMethods } from '../../../protocol/credentials.ts';

export interface Problem {
  readonly status: number;
  /** What happened and what to do next. A fixed text, which never repeats input. */
  readonly detail: string;
  /** The same as a code of OAuth 2.0, where a standard demands one (RFC 6749, section 5.2). */
  readonly error?: string;
}

export const problems = {
  notAnObject: { status: 400, detail: 'The body is not a JSON object. Send one, and nothing after it.' },
  signInMembers: { status: 400, detail: 'Send {"user":"…","password":"…"}, both of them strings.' },
  ticketMembers: {
    status: 400,
    detail: `Send {"method":"…"} with a method that takes tickets: ${ticketMethods.join(', ')}.`,
  },
  invalidScope: {
    status: 400,
    error: 'invalid_scope',
    detail:
      'Send {"scope":"…"}, with a space between scopes, and none beyond those of the user. Without a scope the token has all of them.',
  },
  introspectionParameters: {
    status: 400,
    detail: 'Send the parameters token and method, each once. The method must be one that this server knows.',
  },
  sessionsParameters: { status: 400, detail: 'Send the parameter sid, once for each session.' },
  logoutToken: {
    status: 400,
    detail:
      'Send the parameter logout_token once: a logout token for this server, signed by a provider it knows, unexpired and not sent before.',
  },
  unreadableBody: { status: 400, detail: 'The body could not be read. Send the whole body again.' },
  invalidProof: {
    status: 400,
    error: 'invalid_dpop_proof',
    detail:
      'The proof in the header DPoP does not hold. Make a fresh one for this request, POST and this address, and send it once.',
  },
  noBoundTokens: {
    status: 400,
    error: 'invalid_dpop_proof',
    detail:
      'Tokens are bound to a key only at an address that this server knows as its own. Behind a proxy, set --public-url.',
  },
  wrongPassword: { status: 401, detail: 'User or password is wrong. Check both, then sign in again.' },
  notSignedIn: { status: 401, detail: 'This needs a session. Sign in with POST /auth/session first.' },
  wrongSecret: {
    status: 401,
    detail: 'This is for the WebSocket server. Send the shared INTROSPECTION_SECRET as bearer token.',
  },
  wrongCsrfToken: {
    status: 403,
    detail: 'Send the csrfToken of this session in the header X-CSRF-Token. GET /auth/session returns it.',
  },
  notFound: { status: 404, detail: 'The auth server has nothing at this path.' },
  methodNotAllowed: { status: 405, detail: 'This path takes the methods that the header Allow names.' },
  bodyTooLarge: { status: 413, detail: 'The body is too large. Send only what is asked for.' },
  notJson: { status: 415, detail: 'Send uncompressed JSON, with Content-Type: application/json.' },
  notForm: {
    status: 415,
    detail: 'Send an uncompressed form, with Content-Type: application/x-www-form-urlencoded.',
  },
  tooManyTickets: {
    status: 429,
    detail: 'This session has too many unused tickets. Use one, or wait as Retry-After says.',
  },
  tooManyProofs: {
    status: 429,
    detail: 'This session has asked for too many bound tokens. Wait as long as Retry-After says.',
  },
  tooManySignIns: {
    status: 429,
    detail: 'Too many people are signing in. Try again after the seconds in Retry-After.',
  },
  tooManyFailures: {
    status: 429,
    detail: 'Too many failed attempts. Try again after the seconds in Retry-After.',
  },
  providerAway: {
    status: 503,
    detail: "The provider's keys cannot be fetched. Send it again after the seconds in Retry-After.",
  },
  unavailable: {
    status: 503,
    detail: 'What this needs cannot be reached at the moment. Try again after the seconds in Retry-After.',
  },
  internalError: {
    status: 500,
    detail: 'Something went wrong in the auth server. Its log says what. Try again.',
  },
} as const satisfies Record<string, Problem>;

/** Answers with a problem document. */
export function sendProblem(
  response: Response,
  { status, detail, error }: Problem,
  headers: Readonly<Record<string, string>> = {},
): void {
  const title = STATUS_CODES[status];
  response
    .status(status)
    .set(headers)
    .type('application/problem+json')
    // Not json(), which would add a charset that JSON does not have (RFC 8259, section 11).
    .send(Buffer.from(JSON.stringify({ type: 'about:blank', title, status, detail, error })));
}

/** Answers that the client has to wait, with the time to wait in whole seconds (RFC 9110, section 10.2.3). */
export function sendWait(response: Response, problem: Problem, waitMs: number): void {
  sendProblem(response, problem, { 'Retry-After': `${Math.max(1, Math.ceil(waitMs / 1000))}` });
}
