/** Token introspection (RFC 7662), asked by a WebSocket server that runs elsewhere. */
import type { Request, RequestHandler, Response } from 'express';
import type { MethodId } from '../../protocol/methods.ts';
import { sameSecret } from '../gate/same-secret.ts';
import type { Log } from '../observe/log.ts';
import { formBody, parseIntrospectionRequest } from './bodies.ts';
import { problems, sendProblem } from './problems.ts';
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

/**
 * Answers about a credential; asking about a ticket takes it.
 *
 * @param secret - what the WebSocket server has to show as bearer token
 */
export function introspectRoute(settings: {
  verifier: Verifier;
  secret: string;
  log: Log;
}): RequestHandler[] {
  const { verifier, secret, log } = settings;
  return [
    (request, response, next) => {
      if (sameSecret(request.get('Authorization') ?? '', `Bearer ${secret}`)) return next();
      log.warn('introspection refused: wrong secret');
      sendProblem(response, problems.wrongSecret, { 'WWW-Authenticate': 'Bearer' });
    },
    ...formBody,
    async (request: Request, response: Response) => {
      const asked = parseIntrospectionRequest(request.body);
      if (!asked.ok) return sendProblem(response, problems.introspectionParameters);
      const { token, ...question } = asked.value;
      const { method } = question;
      const gone = new AbortController();
      response.once('close', () => gone.abort());
      const identity = await verifier.verify(token, { ...question, signal: gone.signal });
      log.info({ method, ...(identity && { user: identity.user }) }, 'credential checked');
      response.json(answerAbout(identity, method));
    },
  ];
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
