/** Opens what decides about credentials: the auth server, in this process or elsewhere, and identity providers. */
import { Router } from 'express';
import { passwordLimits } from '../auth/accounts/passwords.ts';
import { type AuthServer, createAuthServer } from '../auth/auth-server.ts';
import { ownSessionCookie, type SessionCookie, sessionCookieOf } from '../auth/http/cookie.ts';
import { askForEnded } from '../auth/remote/ended-sessions.ts';
import { introspection } from '../auth/remote/introspection.ts';
import { createRemote } from '../auth/remote/remote.ts';
import { watchSessions } from '../auth/remote/session-watch.ts';
import type { Clock } from '../basics/clock.ts';
import { certificates } from '../basics/paths.ts';
import type { Lifetimes } from '../connection/lifetimes.ts';
import type { OwnOrigin } from '../net/own-origin.ts';
import { readAuthority } from '../net/tls/tls.ts';
import type { Log } from '../observe/log.ts';
import type { Options } from '../options/options.ts';
import { createProviders, type ProviderSettings } from '../providers/providers.ts';
import type { Limits } from './limits.ts';
import type { Shared } from './shared.ts';

/** Most connections to an auth server elsewhere for the check of credentials other than passwords. */
const CREDENTIAL_SOCKETS = 50;

/** On the bus: the id of a login session that was signed out or replaced. */
const SESSION_ENDED = 'session-ended';

/** The auth server, in this process or elsewhere, and the providers beside it. */
export interface OpenAuth extends Pick<AuthServer, 'verifier' | 'close'> {
  /** Checks one of its access tokens, if it runs in this process. */
  readonly readAccessToken?: AuthServer['readAccessToken'];
  /** What is served below `/auth`: its routes, if it runs in this process. */
  readonly router?: AuthServer['router'];
  readonly sessionCookie: SessionCookie;
}

/** Adds the identity providers, if the options name any. */
export function withProviders(
  options: Options,
  auth: OpenAuth,
  settings: Omit<ProviderSettings, 'own'>,
): OpenAuth {
  if (options.issuer.length === 0 && options.introspectionUrl === undefined) return auth;
  const providers = createProviders(options, { ...settings, own: auth.verifier });
  const routers = [providers.router, auth.router].filter((router) => router !== undefined);
  return {
    ...auth,
    ...(routers.length > 0 && { router: Router().use(routers) }),
    verifier: providers.verifier,
    async close() {
      providers.close();
      await auth.close();
    },
  };
}

interface AuthParts {
  readonly log: Log;
  readonly now: Clock;
  readonly lifetimes: Lifetimes;
  readonly limits: Limits;
  readonly shared: Shared;
  readonly pagePort: () => number;
  readonly ownOrigin: OwnOrigin;
}

/** Makes an auth server in this process, or a client of one elsewhere. */
export function openAuth(
  options: Options,
  { log, now, lifetimes, limits, shared, pagePort, ownOrigin }: AuthParts,
): OpenAuth {
  const { authServer, introspectionSecret } = options;
  const { sessions, endSession } = lifetimes;
  if (authServer === undefined || introspectionSecret === undefined) {
    const sessionCookie = ownSessionCookie(pagePort);
    const { failures } = limits;
    const { openStore, sharedNow, bus, redis } = shared;
    bus.subscribe(SESSION_ENDED, endSession);
    const onSessionEnded = (sessionId: string) => {
      // Not by the bus alone, which may have lost its connection meanwhile.
      endSession(sessionId);
      bus.publish(SESSION_ENDED, sessionId);
    };
    const own = { log, now, failures, sessionCookie, ownOrigin, openStore, sharedNow, onSessionEnded };
    const server = createAuthServer({ ...options, ...own });
    // A message about the end of a session may be lost, and an empty Redis has forgotten all of them.
    const watch = redis && watchSessions(server.endedSessions, sessions, endSession, log);
    return {
      ...server,
      sessionCookie,
      async close() {
        watch?.close();
        await server.close();
      },
    };
  }
  const authority = () => readAuthority(certificates);
  const open = (maxSockets: number) =>
    createRemote({ authServer, secret: introspectionSecret, authority, maxSockets });
  // Each has connections of its own, because a password is slow to check, and nothing else should wait for one.
  const remotes = {
    credentials: open(CREDENTIAL_SOCKETS),
    passwords: open(passwordLimits.running),
    sessions: open(1),
  };
  const watch = watchSessions(
    (ids, signal) => askForEnded(remotes.sessions, ids, signal),
    sessions,
    endSession,
    log,
  );
  return {
    verifier: introspection(remotes.credentials, remotes.passwords, now),
    sessionCookie: sessionCookieOf(authServer),
    async close() {
      watch.close();
      for (const remote of Object.values(remotes)) remote.close();
    },
  };
}
