/** What a lab is put together from, before it opens a port: auth server, limits, metrics, traces. */
import { type AuthServer, createAuthServer } from './auth/auth-server.ts';
import { budgetOf } from './auth/failure-budget.ts';
import { introspection } from './auth/introspection.ts';
import { createRemote } from './auth/remote.ts';
import { watchSessions } from './auth/session-watch.ts';
import type { Services } from './connection.ts';
import { createLifetimes, type Lifetimes } from './lifetimes.ts';
import { againstGuessing } from './limits/guessing.ts';
import { createLimits, type Limits } from './limits/limits.ts';
import type { Log } from './observe/log.ts';
import { createMetrics, type Metrics } from './observe/metrics.ts';
import { Traces } from './observe/trace.ts';
import type { Options } from './options.ts';
import { certificates } from './paths.ts';
import { readAuthority } from './tls.ts';
import { isExactOrigin, ownOrigins } from './upgrade/origin.ts';

export interface Parts {
  readonly auth: OpenAuth;
  readonly limits: Limits;
  readonly metrics: Metrics;
  readonly traces: Traces;
  /** What connections need of them. */
  readonly services: Services;
}

type OpenAuth = Pick<AuthServer, 'verifier' | 'close'> & Partial<Pick<AuthServer, 'router'>>;

/**
 * @param now - the auth server's clock, milliseconds since 1970
 * @param pagePort - the port of the pages, asked for once they are served
 */
export function createParts(options: Options, log: Log, now: () => number, pagePort: () => number): Parts {
  const lifetimes = createLifetimes(now);
  const limits = createLimits(options);
  const metrics = createMetrics(limits.seats);
  const auth = openAuth(options, log, now, lifetimes, limits);
  return {
    auth,
    limits,
    metrics,
    traces: new Traces(limits.addressOf, (request) => {
      const ours = [...ownOrigins(request, options.tls, pagePort()), ...options.allowOrigin];
      return request.headers.origin === undefined || isExactOrigin(request, ours);
    }),
    services: {
      verifier: againstGuessing(auth.verifier, limits.failures, metrics.checked),
      log,
      logsMessages: options.demo,
      connections: new Set(),
      lifetimes,
      limits: limits.traffic,
      metrics,
      allowOrigin: options.allowOrigin,
      tls: options.tls,
      pagePort,
      trustProxy: options.trustProxy,
      deadlineMs: options.authDeadlineMs,
      maxFirstMessageBytes: options.maxFirstMessageBytes || Number.POSITIVE_INFINITY,
    },
  };
}

/** The auth server: in this process, or asked elsewhere. */
function openAuth(
  options: Options,
  log: Log,
  now: () => number,
  { sessions, endSession }: Lifetimes,
  { failures, addressOf }: Limits,
): OpenAuth {
  const { authServer, introspectionSecret } = options;
  if (authServer === undefined || introspectionSecret === undefined) {
    const budget = budgetOf(failures, addressOf);
    return createAuthServer({ ...options, log, now, onSessionEnded: endSession, budget });
  }
  const remote = createRemote({
    authServer,
    secret: introspectionSecret,
    authority: () => readAuthority(certificates),
  });
  const watch = watchSessions(remote, sessions, endSession, log);
  return {
    verifier: introspection(remote),
    async close() {
      watch.close();
      remote.close();
    },
  };
}
