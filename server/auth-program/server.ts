/** The auth server as a program of its own: an HTTPS server around the routes that the lab also serves. */

import express from 'express';
import helmet from 'helmet';
import { AUTH_ROOT } from '../../protocol/auth.ts';
import { createAuthServer } from '../auth/auth-server.ts';
import { problems, sendProblem } from '../auth/http/problems.ts';
import type { Clock } from '../basics/clock.ts';
import { createAuthFailures } from '../limits/auth-failures.ts';
import { createSeats } from '../limits/seats.ts';
import { urlHost } from '../net/hosts.ts';
import { createWebServer, openCertificates, pinHttps } from '../net/https.ts';
import type { Certificates } from '../net/tls/keeper.ts';
import type { TlsMaterial } from '../net/tls/material.ts';
import type { Log } from '../observe/log.ts';
import { openPort } from '../upgrade/open-port.ts';
import { allowOrigins } from './cross-origin.ts';
import { type AuthServerOptions, authServerOptions } from './options.ts';

export interface StandaloneAuthServer {
  /**
   * Binds the port and starts to serve. Call it once.
   *
   * @throws UsageError for a certificate that cannot be used; the error of `net` for a port that is taken
   */
  listen(): Promise<void>;
  close(): Promise<void>;
  /** What a WebSocket server takes as `--auth-server`. Known once it listens. */
  readonly url: string;
  readonly tls: TlsMaterial | undefined;
}

/**
 * @param settings - what differs from the defaults; `port: 0` takes any free port
 * @param now - the clock by which sessions, tickets and tokens expire
 * @throws UsageError for contradictory options
 */
export function createStandalone(
  settings: Partial<AuthServerOptions>,
  log: Log,
  now?: Clock,
): StandaloneAuthServer {
  const options = authServerOptions.check({ ...authServerOptions.defaults, ...settings });
  let certificates: Certificates | undefined;
  let port = 0;
  let close = async (): Promise<void> => {};

  return {
    async listen() {
      const opened = await openCertificates(options, log);
      certificates = opened;
      close = async () => opened.close();
      const failures = createAuthFailures(options.authFailuresPerMinute);
      const doorSeats = createSeats({
        // A proxy brings the connections of all its clients from one address.
        perAddress: options.trustProxy > 0 ? 0 : options.maxConnectionsPerAddress,
        inAll: options.maxConnections,
        waiting: 0,
      });
      const auth = createAuthServer({ ...options, log, failures, ...(now && { now }) });
      const app = express();
      app.disable('x-powered-by');
      app.use(
        pinHttps(opened),
        helmet({
          strictTransportSecurity: false,
          contentSecurityPolicy: {
            useDefaults: false,
            directives: { defaultSrc: ["'none'"], frameAncestors: ["'none'"] },
          },
        }),
      );
      app.get('/healthz', (_request, response) => {
        response.set('Cache-Control', 'no-store').json({ status: 'ok' });
      });
      app.use(AUTH_ROOT, allowOrigins(options.allowOrigin), auth.router);
      app.use((_request, response) => sendProblem(response, problems.notFound));
      const listening = await openPort(createWebServer(app, opened), { ...options, tls: true, doorSeats });
      port = listening.port;
      close = async () => {
        opened.close();
        await Promise.all([listening.close(), auth.close()]);
      };
    },
    close: () => close(),
    get url() {
      return `https://${urlHost(options.host)}:${port}`;
    },
    get tls() {
      return certificates?.current;
    },
  };
}
