/** What a lab is put together from, before it opens a port: auth server, limits, metrics, traces. */
import { type AuthServer, createAuthServer } from './auth/auth-server.ts';
import type { FailureBudget } from './auth/failure-budget.ts';
import { introspection } from './auth/introspection.ts';
import type { Services } from './connection.ts';
import { createLifetimes } from './lifetimes.ts';
import { againstGuessing } from './limits/guessing.ts';
import { createLimits, type Limits } from './limits/limits.ts';
import type { Log } from './observe/log.ts';
import { createMetrics, type Metrics } from './observe/metrics.ts';
import { Traces } from './observe/trace.ts';
import type { Options } from './options.ts';
import { certificates } from './paths.ts';
import { readAuthority } from './tls.ts';

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
  const auth = openAuth(options, log, now, lifetimes.endSession, limits);
  return {
    auth,
    limits,
    metrics,
    traces: new Traces(),
    services: {
      verifier: againstGuessing(auth.verifier, limits.failures, metrics.checked),
      log,
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
  onSessionEnded: (sessionId: string) => void,
  { failures, addressOf }: Limits,
): OpenAuth {
  const { authServer, introspectionSecret } = options;
  if (authServer === undefined || introspectionSecret === undefined) {
    const budget: FailureBudget = {
      waitMs: (request) => failures.waitMs(addressOf(request)),
      attempt: (request, check, isFailure) => failures.attempt(addressOf(request), check, isFailure),
    };
    return createAuthServer({ ...options, log, now, onSessionEnded, budget });
  }
  const verifier = introspection({
    authServer,
    secret: introspectionSecret,
    authority: () => readAuthority(certificates),
  });
  return { verifier, close: async () => verifier.close() };
}
