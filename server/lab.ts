/** The whole server as one object: tests start it on port 0, main.ts on a real one. */
import { createServer as createHttpServer } from 'node:http';
import { createServer as createHttpsServer } from 'node:https';
import { DEMO_TOKEN } from '../protocol/messages.ts';
import { closes } from '../protocol/outcomes.ts';
import { fixedTokens } from './auth/fixed-tokens.ts';
import { httpLimits, openDoors } from './door.ts';
import { inBandEndpoint, type Services } from './endpoint.ts';
import { gateDefaults } from './gate/gate.ts';
import { isLoopback, urlHost } from './hosts.ts';
import { firstMessage } from './methods/first-message.ts';
import { createLog, type Log } from './observe/log.ts';
import { Traces } from './observe/trace.ts';
import { checkOptions, defaults, type Options } from './options.ts';
import { createPage } from './page.ts';
import { certificates } from './paths.ts';
import { loadOrMakeCertificates, readCertificates, type TlsMaterial } from './tls.ts';
import { routeUpgrades } from './upgrade/router.ts';

/** Fragments of one message: each costs the receiver more than it costs the sender. */
const MAX_FRAGMENTS = 128;

/** Time for a TLS handshake, in milliseconds. */
const TLS_HANDSHAKE_MS = 5000;

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

/**
 * Puts a server together.
 *
 * @param settings - what differs from the defaults; `port: 0` takes any free port
 * @throws UsageError for contradictory options
 */
export function createLab(settings: Partial<Options>, log?: Log): Lab {
  const options = checkOptions({ ...defaults, ...settings });
  const services: Services = {
    verifier: fixedTokens(usersByToken(options)),
    log: log ?? createLog(options.logLevel),
    connections: new Set(),
    deadlineMs: options.authDeadlineMs,
    maxFirstMessageBytes: options.maxFirstMessageBytes || Number.POSITIVE_INFINITY,
  };
  const traces = new Traces();
  let tls: TlsMaterial | undefined;
  let port = 0;
  let close = async (): Promise<void> => {};

  return {
    async listen() {
      tls = options.tls ? await loadTls(options, services.log) : undefined;
      const page = createPage({
        dev: options.dev,
        tls: options.tls,
        hsts: mayPinHttps(options, tls),
        traces,
      });
      const server = tls
        ? createHttpsServer(
            { ...httpLimits, handshakeTimeout: TLS_HANDSHAKE_MS, cert: tls.cert, key: tls.key },
            page.app,
          )
        : createHttpServer(httpLimits, page.app);
      const drain = routeUpgrades(server, {
        endpoints: new Map([['/', inBandEndpoint(firstMessage, services)]]),
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
        await Promise.all([doors.close(gateDefaults.closeGraceMs + 500), page.close()]);
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

function loadTls({ cert, key, host }: Options, log: Log): Promise<TlsMaterial> {
  return cert !== undefined && key !== undefined
    ? readCertificates(cert, key)
    : loadOrMakeCertificates({ directory: certificates, host, tell: (sentence) => log.info(sentence) });
}

/**
 * HSTS on loopback would lock every other local app out of plain http, and with a self-signed certificate it would
 * take away the browser's way past its warning.
 */
function mayPinHttps({ host }: Options, tls: TlsMaterial | undefined): boolean {
  return tls !== undefined && !tls.selfSigned && !isLoopback(host);
}

function usersByToken({ demo, authToken }: Options): Map<string, string> {
  const users = new Map<string, string>();
  if (demo) users.set(DEMO_TOKEN, 'alice');
  if (authToken !== undefined) users.set(authToken, 'operator');
  return users;
}
