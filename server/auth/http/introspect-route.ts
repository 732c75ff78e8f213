/**
 * The routes for a WebSocket server that runs elsewhere: token introspection (RFC 7662), and which sessions have ended.
 */

import { sameSecret } from '@websocket-auth-lab/gate/same-secret';
import type { Request, RequestHandler, Response } from 'express';
import type { MethodId } from '../../../protocol/methods.ts';
import type { Clock } from '../../basics/clock.ts';
import type { Log } from '../../observe/log.ts';
import type { Sessions } from '../accounts/sessions.ts';
import type { Refusal, Verdict, Verifier } from '../verifier.ts';
import { formBody, parseIntrospectionRequest, parseSessionsRequest } from './bodies.ts';
import { type Callers, leaving } from './callers.ts';
import { problems, sendProblem, sendWait } from './problems.ts';

/** The answer (RFC 7662, section 2.2), with `sid` from OpenID Connect and some members of our own. */
export interface Introspection {
  readonly active: boolean;
  readonly username?: string;
  /** Permissions, separated by spaces. */
  readonly scope?: string;
  /** Seconds since 1970. */
  readonly exp?: number;
  /** Seconds from now, to the millisecond; our own member, since the clock of the server that asks may be wrong. */
  readonly expires_in?: number;
  readonly sid?: string;
  /** Why a known credential is not active; our own member. */
  readonly refusal?: Refusal;
  /** The method in the question, repeated to show that it was taken into account; our own member. */
  readonly method?: MethodId;
}

export interface Introspect {
  /** Answers about a credential. Asking about a ticket uses it up. */
  readonly credential: RequestHandler[];
  /**
   * Answers which of the given sessions have ended: signed out, replaced, expired, or lost when this server restarted.
   */
  readonly sessions: RequestHandler[];
}

/** @param secret - what the WebSocket server must send as bearer token */
export function introspectRoutes(settings: {
  verifier: Verifier;
  sessions: Pick<Sessions, 'ended'>;
  secret: string;
  callers: Callers;
  now: Clock;
  log: Log;
}): Introspect {
  const { verifier, sessions, secret, callers, now, log } = settings;
  const withSecret: RequestHandler = async (request, response, next) => {
    // Accepted however often this address has failed: it may be shared, and without answers no client is let in
    // anywhere.
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
    response.json({ ended: await sessions.ended(asked.value) });
  }
}

function answerAbout(identity: Verdict, method: MethodId, now: number): Introspection {
  // An answer about an unknown credential says no more than that (section 2.2).
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
