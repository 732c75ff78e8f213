/** What a WebSocket server that runs elsewhere may ask: token introspection (RFC 7662), and which sessions are over. */

import { sameSecret } from '@websocket-auth-lab/gate/same-secret';
import type { Request, RequestHandler, Response } from 'express';
import type { MethodId } from '../../protocol/methods.ts';
import type { Clock } from '../basics/clock.ts';
import type { Log } from '../observe/log.ts';
import { formBody, parseIntrospectionRequest, parseSessionsRequest } from './bodies.ts';
import { type Callers, leaving } from './callers.ts';
import { problems, sendProblem, sendWait } from './problems.ts';
import type { Sessions } from './sessions.ts';
import type { Refusal, Verdict, Verifier } from './verifier.ts';

/** What the answer holds (RFC 7662, section 2.2), with `sid` of OpenID Connect and our own `method`. */
export interface Introspection {
  readonly active: boolean;
  readonly username?: string;
  /** Permissions, separated by spaces. */
  readonly scope?: string;
  /** Seconds since 1970. */
  readonly exp?: number;
  /** Seconds from now, to the millisecond. Our own too: the clock of whoever asks may be wrong. */
  readonly expires_in?: number;
  readonly sid?: string;
  /** Why it is not active, where that is more than that nobody knows it. Our own. */
  readonly refusal?: Refusal;
  /** The question's, so that who asks knows that it was heeded. */
  readonly method?: MethodId;
}

export interface Introspect {
  /** Answers about a credential; asking about a ticket takes it. */
  readonly credential: RequestHandler[];
  /** Answers which of some sessions are over: signed out, pushed out, expired, or of another life of this server. */
  readonly sessions: RequestHandler[];
}

/** @param secret - what the WebSocket server has to show as bearer token */
export function introspectRoutes(settings: {
  verifier: Verifier;
  sessions: Pick<Sessions, 'get'>;
  secret: string;
  callers: Callers;
  now: Clock;
  log: Log;
}): Introspect {
  const { verifier, sessions, secret, callers, now, log } = settings;
  const withSecret: RequestHandler = async (request, response, next) => {
    // Whatever the address has guessed: it may be a proxy's or a neighbour's, and everybody is let in by this answer.
    if (sameSecret(request.get('Authorization') ?? '', `Bearer ${secret}`)) return next();
    const guess = await callers.attempt(
      request,
      async () => false,
      (isRight) => !isRight,
    );
    if (!guess) return sendWait(response, problems.tooManyFailures, await callers.waitMs(request));
    log.warn({ address: callers.addressOf(request) }, 'introspection refused: wrong secret');
    sendProblem(response, problems.wrongSecret, { 'WWW-Authenticate': 'Bearer' });
  };
  return {
    credential: [withSecret, ...formBody, aboutCredential],
    sessions: [withSecret, ...formBody, aboutSessions],
  };

  async function aboutCredential(request: Request, response: Response): Promise<void> {
    const asked = parseIntrospectionRequest(request.body);
    if (!asked.ok) return sendProblem(response, problems.introspectionParameters);
    const { token, ...question } = asked.value;
    const { method } = question;
    const asker = { address: callers.keyOf(request), signal: leaving(response) };
    const verdict = await verifier.verify(token, { ...question, ...asker });
    const told = typeof verdict === 'string' ? { refusal: verdict } : verdict && { user: verdict.user };
    log.info({ method, ...told }, 'credential checked');
    response.json(answerAbout(verdict, method, now()));
  }

  async function aboutSessions(request: Request, response: Response): Promise<void> {
    const asked = parseSessionsRequest(request.body);
    if (!asked.ok) return sendProblem(response, problems.sessionsParameters);
    const found = await Promise.all(asked.value.map((id) => sessions.get(id)));
    response.json({ ended: asked.value.filter((_id, index) => found[index] === undefined) });
  }
}

function answerAbout(identity: Verdict, method: MethodId, now: number): Introspection {
  // Why it is nobody's is not told (section 2.2).
  if (!identity) return { active: false };
  if (typeof identity === 'string') return { active: false, refusal: identity };
  const leftMs = identity.expiresAt === undefined ? undefined : identity.expiresAt - now;
  return {
    active: true,
    username: identity.user,
    scope: identity.permissions.join(' '),
    method,
    ...(identity.sessionId !== undefined && { sid: identity.sessionId }),
    ...(leftMs !== undefined && {
      exp: Math.floor((Date.now() + leftMs) / 1000),
      expires_in: Math.floor(leftMs) / 1000,
    }),
  };
}
