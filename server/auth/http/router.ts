/** The HTTP side of the auth server: what stands behind `/auth`. */

import { sameSecret } from '@websocket-auth-lab/gate/same-secret';
import { type ErrorRequestHandler, type Request, type RequestHandler, type Response, Router } from 'express';
import { AUTH_ROOT, authPaths, CSRF_HEADER } from '../../../protocol/auth.ts';
import { Unavailable } from '../../basics/unavailable.ts';
import type { Log } from '../../observe/log.ts';
import { csrfTokenOf, type Session, type Sessions } from '../accounts/sessions.ts';
import type { CheckUser } from '../accounts/users.ts';
import { ACCESS_TOKEN_SECONDS, type AccessTokens } from '../tokens/access-tokens.ts';
import { type Tickets, ticketLimits } from '../tokens/tickets.ts';
import {
  jsonBody,
  optionalJsonBody,
  parseLogin,
  parseScope,
  parseTicketRequest,
  problemOfBody,
} from './bodies.ts';
import { type Callers, leaving } from './callers.ts';
import { readSessionCookie, type SessionCookie, sessionCookieOptions } from './cookie.ts';
import type { Introspect } from './introspect-route.ts';
import { problems, sendProblem, sendWait } from './problems.ts';
import type { createTokenProofs } from './token-proofs.ts';

/** Milliseconds after which to try again when too many people sign in at once. */
const BUSY_MS = 5000;

/** Milliseconds after which to try again when something cannot be reached. */
const UNAVAILABLE_MS = 1000;

export interface RouterSettings {
  readonly checkUser: CheckUser;
  readonly sessions: Sessions;
  readonly tickets: Tickets;
  readonly accessTokens: AccessTokens;
  readonly tokenProofs: ReturnType<typeof createTokenProofs>;
  readonly callers: Callers;
  readonly sessionCookie: SessionCookie;
  /** Answers the WebSocket server; without it there are no such routes. */
  readonly introspect: Introspect | undefined;
  readonly log: Log;
}

interface SignedIn {
  readonly session: Session;
  readonly secret: string;
}

export function createRouter(settings: RouterSettings): Router {
  const { checkUser, sessions, tickets, accessTokens, tokenProofs, callers, sessionCookie, introspect, log } =
    settings;
  const router = Router();

  const signedIn = async (request: Request): Promise<SignedIn | undefined> => {
    const secret = readSessionCookie(request.headers.cookie, sessionCookie(request));
    const session = secret === undefined ? undefined : await sessions.find(secret);
    return secret !== undefined && session ? { session, secret } : undefined;
  };

  /**
   * For requests that change something: the browser adds the cookie by itself, but only our page knows the CSRF token.
   */
  const authorised = async (request: Request, response: Response): Promise<SignedIn | undefined> => {
    const found = await signedIn(request);
    if (!found) {
      sendProblem(response, problems.notSignedIn);
      return undefined;
    }
    if (!sameSecret(request.get(CSRF_HEADER) ?? '', csrfTokenOf(found.secret))) {
      log.warn({ address: callers.addressOf(request) }, 'request refused: wrong CSRF token');
      sendProblem(response, problems.wrongCsrfToken);
      return undefined;
    }
    return found;
  };

  router.use((_request, response, next) => {
    response.set('Cache-Control', 'no-store');
    next();
  });

  router
    .route(below(authPaths.session))
    .get(async (request, response) => {
      const found = await signedIn(request);
      if (!found) return sendProblem(response, problems.notSignedIn);
      response.json({ user: found.session.user.name, csrfToken: csrfTokenOf(found.secret) });
    })
    .post(jsonBody, async (request: Request, response: Response) => {
      const login = parseLogin(request.body);
      if (!login.ok) return sendProblem(response, problems.signInMembers);
      const { user, password } = login.value;
      const asker = { address: callers.keyOf(request), signal: leaving(response) };
      const attempt = await callers.attempt(
        request,
        () => checkUser(user, password, asker),
        (answer) => !answer.ok && !answer.busy,
      );
      if (!attempt) return sendWait(response, problems.tooManyFailures, await callers.waitMs(request));
      const { answer } = attempt;
      if (!answer.ok) {
        if (answer.busy) return sendWait(response, problems.tooManySignIns, BUSY_MS);
        log.info({ address: callers.addressOf(request) }, 'sign-in refused');
        return sendProblem(response, problems.wrongPassword);
      }
      // End the session of the cookie that is about to be overwritten: nobody could sign out of it any more.
      const before = await signedIn(request);
      if (before) await sessions.end(before.session.id);
      const { secret } = await sessions.start(answer.user);
      log.info({ user: answer.user.name }, 'signed in');
      response.cookie(sessionCookie(request), secret, sessionCookieOptions);
      response.json({ user: answer.user.name, csrfToken: csrfTokenOf(secret) });
    })
    .delete(async (request, response) => {
      const found = await authorised(request, response);
      if (!found) return;
      await sessions.end(found.session.id);
      log.info({ user: found.session.user.name }, 'signed out');
      response.clearCookie(sessionCookie(request), sessionCookieOptions).status(204).end();
    })
    .all(takesOnly('GET, HEAD, POST, DELETE'));

  router
    .route(below(authPaths.tickets))
    .post(jsonBody, async (request: Request, response: Response) => {
      const found = await authorised(request, response);
      if (!found) return;
      const method = parseTicketRequest(request.body);
      if (!method.ok) return sendProblem(response, problems.ticketMembers);
      const issued = await tickets.issue(found.session, method.value);
      if (!issued.ok) return sendWait(response, problems.tooManyTickets, issued.waitMs);
      log.info({ user: found.session.user.name, method: method.value }, 'ticket issued');
      response.status(201).json({ ticket: issued.ticket, expiresIn: ticketLimits.lifetimeMs / 1000 });
    })
    .all(takesOnly('POST'));

  router
    .route(below(authPaths.token))
    .post(optionalJsonBody, async (request: Request, response: Response) => {
      const found = await authorised(request, response);
      if (!found) return;
      const { user } = found.session;
      const scope = parseScope(request.body, user.permissions);
      if (!scope.ok) return sendProblem(response, problems.invalidScope);
      const binding = await tokenProofs(request, found.session);
      if (!binding.ok) {
        const { problem, waitMs } = binding;
        return waitMs === undefined ? sendProblem(response, problem) : sendWait(response, problem, waitMs);
      }
      const { jkt } = binding;
      const accessToken = await accessTokens.issue(found.session, scope.value, jkt);
      log.info({ user: user.name }, jkt === undefined ? 'access token issued' : 'bound access token issued');
      response.json({
        accessToken,
        // RFC 9449, section 5: so that a client notices a server that has not bound the token.
        ...(jkt !== undefined && { tokenType: 'DPoP' }),
        expiresIn: ACCESS_TOKEN_SECONDS,
        permissions: scope.value,
      });
    })
    .all(takesOnly('POST'));

  if (introspect) {
    router.route(below(authPaths.introspect)).post(introspect.credential).all(takesOnly('POST'));
    router.route(below(authPaths.endedSessions)).post(introspect.sessions).all(takesOnly('POST'));
  }

  router.use((_request, response) => sendProblem(response, problems.notFound));
  router.use(answerErrors(log));
  return router;
}

/** A path as this router sees it, since it is mounted at AUTH_ROOT. */
function below(path: string): string {
  return path.slice(AUTH_ROOT.length);
}

function takesOnly(methods: string): RequestHandler {
  return (_request, response) => sendProblem(response, problems.methodNotAllowed, { Allow: methods });
}

function answerErrors(log: Log): ErrorRequestHandler {
  return (error: unknown, request, response, next) => {
    if (response.headersSent) return next(error);
    // Whatever cannot be reached has been reported once, and need not be for every request.
    if (error instanceof Unavailable) return sendWait(response, problems.unavailable, UNAVAILABLE_MS);
    const problem = problemOfBody(error, request.path.startsWith(below(authPaths.introspect)));
    // The error of a body parser holds the body, so it stays out of the log.
    if (!problem) log.error({ err: error }, 'auth request failed');
    sendProblem(response, problem ?? problems.internalError);
  };
}
