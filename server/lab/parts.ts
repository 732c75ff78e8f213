import { DEMO_TOKEN } from '../../protocol/messages.ts';
import { againstGuessing } from '../auth/guessing.ts';
import { createCallers } from '../auth/http/callers.ts';
import type { Clock } from '../basics/clock.ts';
import { certificates } from '../basics/paths.ts';
import { shareTraces } from '../bus/traces.ts';
import type { Services } from '../connection/connection.ts';
import { createLifetimes } from '../connection/lifetimes.ts';
import { createOwnOrigin } from '../net/own-origin.ts';
import { readAuthority } from '../net/tls/tls.ts';
import type { Log } from '../observe/log.ts';
import { createMetrics, type Metrics } from '../observe/metrics.ts';
import { createStrangers } from '../observe/strangers.ts';
import { Traces } from '../observe/trace.ts';
import type { Options } from '../options/options.ts';
import { createRevoked } from '../providers/revoked.ts';
import { isExactOrigin, ownOrigins } from '../upgrade/origin.ts';
import { type OpenAuth, openAuth, withProviders } from './auth.ts';
import { createLimits, type Limits } from './limits.ts';
import { createShared, type Shared } from './shared.ts';

/** Longest first message, in bytes, where the options set no limit: a stranger must not send without end. */
const FIRST_MESSAGE_BYTES = 65_536;

export interface Parts {
  readonly auth: OpenAuth;
  readonly shared: Shared;
  readonly limits: Limits;
  readonly metrics: Metrics;
  readonly traces: Traces;
  /** The parts that connections need. */
  readonly services: Services;
}

/**
 * @param now - the clock by which sessions, tickets and tokens expire
 * @param pagePort - the port that serves the pages, called only once they are served
 * @param names - every name of this server, called only then, too
 */
export function createParts(
  options: Options,
  log: Log,
  now: Clock,
  pagePort: () => number,
  names: () => readonly string[],
): Parts {
  const shared = createShared(options, log, now);
  const revoked = createRevoked(now);
  shared.revocations.revoked(revoked.add);
  const lifetimes = createLifetimes(now, revoked.has);
  shared.revocations.revoked(lifetimes.endRevoked);
  const limits = createLimits(options, shared);
  const metrics = createMetrics(limits.seats, shared.redis);
  const ownOrigin = createOwnOrigin({ ...options, names, port: pagePort });
  const own = openAuth(options, { log, now, lifetimes, limits, shared, pagePort, ownOrigin });
  const auth = withProviders(options, own, {
    secrets: [options.authToken, DEMO_TOKEN, options.metricsToken, options.introspectionClientSecret],
    revoked,
    bus: shared.revocations,
    callers: createCallers(limits.failures, options.trustProxy),
    authority: () => readAuthority(certificates),
    now,
    log,
    counts: metrics,
  });
  return {
    auth,
    shared,
    limits,
    metrics,
    traces: new Traces(
      limits.addressOf,
      (request) => {
        const ours = [...ownOrigins(request, options.tls, pagePort()), ...options.allowOrigin];
        return request.headers.origin === undefined || isExactOrigin(request, ours);
      },
      shared.redis && ((told) => shareTraces(shared.bus, told)),
    ),
    services: {
      verifier: againstGuessing(auth.verifier, limits.failures, metrics.checked),
      log,
      strangers: createStrangers(log),
      logsMessages: options.demo,
      connections: new Set(),
      lifetimes,
      sessionCookie: auth.sessionCookie,
      now,
      trafficLimits: limits.traffic,
      metrics,
      allowOrigin: options.allowOrigin,
      tls: options.tls,
      pagePort,
      ownOrigin,
      trustProxy: options.trustProxy,
      deadlineMs: options.authDeadlineMs,
      maxFirstMessageBytes: options.maxFirstMessageBytes || options.maxMessageBytes || FIRST_MESSAGE_BYTES,
    },
  };
}
