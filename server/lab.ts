/** The whole server as one object: tests start it on port 0, main.ts on a real one. */
import { methodIds } from '../protocol/methods.ts';
import { closes } from '../protocol/outcomes.ts';
import { type AuthServer, createAuthServer } from './auth/auth-server.ts';
import { introspection } from './auth/introspection.ts';
import type { Services } from './connection.ts';
import { openDoors } from './door.ts';
import { createEndpoint } from './endpoint.ts';
import { gateDefaults } from './gate/gate.ts';
import { urlHost } from './hosts.ts';
import { createWebServer, loadTls, mayPinHttps } from './https.ts';
import { createLifetimes } from './lifetimes.ts';
import { methods } from './methods.ts';
import { createLog, type Log } from './observe/log.ts';
import { Traces } from './observe/trace.ts';
import { checkOptions, defaults, type Options } from './options.ts';
import { createPage } from './page.ts';
import { certificates } from './paths.ts';
import { readAuthority, type TlsMaterial } from './tls.ts';
import { type Endpoint, routeUpgrades } from './upgrade/router.ts';

/** Fragments of one message: each costs the receiver more than it costs the sender. */
const MAX_FRAGMENTS = 128;

export interface Lab {
  /**
   * Binds the port and starts to serve. Call it once.
   *
   * @throws UsageError for a certificate that cannot be used; the error of `net` for a port that is taken
   */
  listen(): Promise<void>;
  /** Ends every connection with 1001, cuts off who does not answer within a second, and releases the port. */
  close(): Promise<void>;
  /** Where to find it. Known once it listens. */
  readonly urls: { readonly page: string; readonly webSocket: string };
  /** The certificate it shows, once it listens; undefined without TLS. */
  readonly tls: TlsMaterial | undefined;
}

type OpenAuth = Pick<AuthServer, 'verifier' | 'close'> & Partial<Pick<AuthServer, 'router'>>;

/**
 * Puts a server together.
 *
 * @param settings - what differs from the defaults; `port: 0` takes any free port
 * @param now - the auth server's clock, milliseconds since 1970
 * @throws UsageError for contradictory options
 */
export function createLab(settings: Partial<Options>, givenLog?: Log, now: () => number = Date.now): Lab {
  const options = checkOptions({ ...defaults, ...settings });
  const log = givenLog ?? createLog(options.logLevel);
  const lifetimes = createLifetimes(now);
  const auth = openAuth(options, log, now, lifetimes.endSession);
  const services: Services = {
    verifier: auth.verifier,
    log,
    connections: new Set(),
    lifetimes,
    deadlineMs: options.authDeadlineMs,
    maxFirstMessageBytes: options.maxFirstMessageBytes || Number.POSITIVE_INFINITY,
  };
  const traces = new Traces();
  let tls: TlsMaterial | undefined;
  let port = 0;
  let close = async (): Promise<void> => {};

  return {
    async listen() {
      tls = options.tls ? await loadTls(options, log) : undefined;
      const page = createPage({
        dev: options.dev,
        tls: options.tls,
        hsts: mayPinHttps(options, tls),
        traces,
        auth: auth.router,
        authServer: options.authServer,
      });
      const server = createWebServer(page.app, tls);
      const drain = routeUpgrades(server, {
        endpoints: endpointsOf(services),
        traces,
        maxMessageBytes: options.maxMessageBytes,
        maxFragments: MAX_FRAGMENTS,
        closeTimeoutMs: gateDefaults.closeGraceMs,
        takesOther: page.takesUpgrade,
      });
      const doors = await openDoors(server, options);
      port = doors.port;
      close = async () => {
        drain();
        for (const connection of services.connections) connection.close(closes.shuttingDown);
        await Promise.all([doors.close(gateDefaults.closeGraceMs + 500), page.close(), auth.close()]);
      };
    },
    close: () => close(),
    get urls() {
      const authority = `${urlHost(options.host)}:${port}`;
      const s = options.tls ? 's' : '';
      return { page: `http${s}://${authority}/`, webSocket: `ws${s}://${authority}/` };
    },
    get tls() {
      return tls;
    },
  };
}

/** Every method at `/ws/<id>`; the PoC's also at `/`. */
function endpointsOf(services: Services): Map<string, Endpoint> {
  const endpoints = new Map(methodIds.map((id) => [`/ws/${id}`, createEndpoint(id, methods[id], services)]));
  return endpoints.set('/', createEndpoint('first-message', methods['first-message'], services));
}

/** The auth server: in this process, or asked elsewhere. */
function openAuth(
  options: Options,
  log: Log,
  now: () => number,
  onSessionEnded: (sessionId: string) => void,
): OpenAuth {
  const { authServer, introspectionSecret } = options;
  if (authServer === undefined || introspectionSecret === undefined) {
    return createAuthServer({ ...options, log, now, onSessionEnded });
  }
  const verifier = introspection({
    authServer,
    secret: introspectionSecret,
    authority: () => readAuthority(certificates),
  });
  return { verifier, close: async () => verifier.close() };
}
