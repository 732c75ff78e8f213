/** `POST /auth/backchannel-logout`: a provider says that somebody has signed out (OpenID Connect Back-Channel Logout 1.0). */
import { type ErrorRequestHandler, type Request, type Response, Router } from 'express';
import { AUTH_ROOT, authPaths } from '../../protocol/auth.ts';
import { formBody, problemOfBody } from '../auth/http/bodies.ts';
import type { Callers } from '../auth/http/callers.ts';
import { problems, sendProblem, sendWait } from '../auth/http/problems.ts';
import type { Clock } from '../basics/clock.ts';
import { Unavailable } from '../basics/unavailable.ts';
import type { RevocationBus } from '../bus/revocations.ts';
import type { Log } from '../observe/log.ts';
import type { Issuer, Logout } from './issuer.ts';
import { KeysMissing } from './key-set.ts';
import { claimedIssuer } from './token-form.ts';

/** Most logout tokens that are remembered, so that none counts twice. */
const MAX_SEEN = 10_000;

/** Milliseconds after which a provider may try again when its keys could not be fetched. */
const AGAIN_MS = 30_000;

/** Milliseconds after which to try again when other nodes cannot be told. */
const UNAVAILABLE_MS = 1000;

export interface LogoutSettings {
  readonly issuers: ReadonlyMap<string, Issuer>;
  readonly bus: RevocationBus;
  readonly callers: Callers;
  readonly now: Clock;
  readonly log: Log;
  readonly counted: (result: 'accepted' | 'refused' | 'failed') => void;
}

export function createLogoutRouter(settings: LogoutSettings): Router {
  const { issuers, bus, callers, now, log, counted } = settings;
  const seen = createSeen(now);
  const router = Router();

  /** @returns undefined for anything that is no valid logout token, or was shown before */
  const read = async (token: string): Promise<{ issuer: string; logout: Logout } | undefined> => {
    const issuer = claimedIssuer(token) ?? '';
    const logout = await issuers.get(issuer)?.readLogout(token);
    return logout && !seen.has(issuer, logout) ? { issuer, logout } : undefined;
  };

  router.post(
    authPaths.backchannelLogout.slice(AUTH_ROOT.length),
    formBody,
    async (request: Request, response: Response) => {
      response.set('Cache-Control', 'no-store');
      const [token, ...more] = new URLSearchParams(String(request.body ?? '')).getAll('logout_token');
      if (token === undefined || more.length > 0) return sendProblem(response, problems.logoutToken);
      const attempt = await callers.attempt(
        request,
        () => read(token),
        (found) => found === undefined,
      );
      if (!attempt) return sendWait(response, problems.tooManyFailures, await callers.waitMs(request));
      const { answer } = attempt;
      if (!answer) {
        counted('refused');
        log.warn({ address: callers.addressOf(request) }, 'logout token refused');
        return sendProblem(response, problems.logoutToken);
      }
      const { issuer, logout } = answer;
      const { subject, session, issuedAt: issuedUntil } = logout;
      await bus.revoke({
        issuer,
        issuedUntil,
        ...(subject !== undefined && { subject }),
        ...(session !== undefined && { session }),
      });
      // Not before: if the news cannot be spread, the provider must be able to send the same token again.
      seen.add(issuer, logout);
      counted('accepted');
      log.info({ issuer, user: subject, session }, 'signed out at the provider');
      response.status(200).end();
    },
  );
  router.use(answerErrors(log, counted));
  return router;
}

function answerErrors(log: Log, counted: LogoutSettings['counted']): ErrorRequestHandler {
  return (error: unknown, _request, response, next) => {
    if (response.headersSent) return next(error);
    // The error of a body parser holds the body, so it stays out of the log.
    const problem = problemOfBody(error, true);
    if (problem) return sendProblem(response, problem);
    counted('failed');
    // Reported once already, by what noticed it.
    if (error instanceof Unavailable) return sendWait(response, problems.unavailable, UNAVAILABLE_MS);
    log.error({ err: error }, 'logout failed');
    if (error instanceof KeysMissing) sendWait(response, problems.providerAway, AGAIN_MS);
    else sendProblem(response, problems.internalError);
  };
}

/** The logout tokens that were taken, each until it expires. */
function createSeen(now: Clock) {
  const seen = new Map<string, number>();
  const keyOf = (issuer: string, { id }: Logout) => `${issuer} ${id}`;
  return {
    has: (issuer: string, logout: Logout) => (seen.get(keyOf(issuer, logout)) ?? 0) > now(),
    add(issuer: string, logout: Logout) {
      for (const [key, until] of seen) {
        if (seen.size < MAX_SEEN && until > now()) break;
        seen.delete(key);
      }
      seen.set(keyOf(issuer, logout), now() + (logout.expiresAt - logout.issuedAt) * 1000);
    },
  };
}
