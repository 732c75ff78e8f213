/** What a WebSocket server that runs elsewhere may ask: token introspection (RFC 7662), and which sessions are over. */

import { sameSecret } from '@websocket-auth-lab/gate/same-secret';
import type { Request, RequestHandler, Response } from 'express';
import type { MethodId } from '../../protocol/methods.ts';
import type { Log } from '../observe/log.ts';
import { formBody, parseIntrospectionRequest, parseSessionsRequest } from './bodies.ts';
import { problems, sendProblem } from './problems.ts';
import type { Sessions } from './sessions.ts';
import type { Identity, Verifier } from './verifier.ts';

/** What the answer holds (RFC 7662, section 2.2), with `sid` of OpenID Connect and our own `method`. */
export interface Introspection {
  readonly active: boolean;
  readonly username?: string;
  /** Permissions, separated by spaces. */
  readonly scope?: string;
  /** Seconds since 1970. */
  readonly exp?: number;
  readonly sid?: string;
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
  log: Log;
}): Introspect {
  const { verifier, sessions, secret, log } = settings;
  const withSecret: RequestHandler = (request, response, next) => {
    if (sameSecret(request.get('Authorization') ?? '', `Bearer ${secret}`)) return next();
    log.warn('introspection refused: wrong secret');
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
    const gone = new AbortController();
    response.once('close', () => gone.abort());
    const identity = await verifier.verify(token, { ...question, signal: gone.signal });
    log.info({ method, ...(identity && { user: identity.user }) }, 'credential checked');
    response.json(answerAbout(identity, method));
  }

  async function aboutSessions(request: Request, response: Response): Promise<void> {
    const asked = parseSessionsRequest(request.body);
    if (!asked.ok) return sendProblem(response, problems.sessionsParameters);
    const found = await Promise.all(asked.value.map((id) => sessions.get(id)));
    response.json({ ended: asked.value.filter((_id, index) => found[index] === undefined) });
  }
}

function answerAbout(identity: Identity | undefined, method: MethodId): Introspection {
  // Why it is nobody's is not told (section 2.2).
  if (!identity) return { active: false };
  return {
    active: true,
    username: identity.user,
    scope: identity.permissions.join(' '),
    method,
    ...(identity.sessionId !== undefined && { sid: identity.sessionId }),
    ...(identity.expiresAt !== undefined && { exp: Math.floor(identity.expiresAt / 1000) }),
  };
}
