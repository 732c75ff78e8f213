/** The auth server by itself: an HTTPS server of its own around the same routes. */
import express from 'express';
import helmet from 'helmet';
import { openDoors } from '../../door.ts';
import { urlHost } from '../../hosts.ts';
import { createWebServer, openCertificates, pinHttps } from '../../https.ts';
import { createAuthFailures } from '../../limits/auth-failures.ts';
import { addressKey, clientAddress } from '../../limits/client-address.ts';
import type { Log } from '../../observe/log.ts';
import type { Certificates } from '../../tls/keeper.ts';
import type { TlsMaterial } from '../../tls/material.ts';
import { createAuthServer } from '../auth-server.ts';
import { budgetOf } from '../failure-budget.ts';
import { problems, sendProblem } from '../problems.ts';
import { allowOrigins } from './cross-origin.ts';
import { type AuthServerOptions, authServerOptions } from './options.ts';

/** Milliseconds that requests have to end after a close. */
const CLOSE_GRACE_MS = 1000;

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
 * @param now - milliseconds since 1970
 * @throws UsageError for contradictory options
 */
export function createStandalone(
  settings: Partial<AuthServerOptions>,
  log: Log,
  now?: () => number,
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
      const budget = budgetOf(createAuthFailures(options.authFailuresPerMinute), (request) =>
        addressKey(clientAddress(request, options.trustProxy)),
      );
      const auth = createAuthServer({ ...options, log, budget, ...(now && { now }) });
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
      app.use('/auth', allowOrigins(options.allowOrigin), auth.router);
      app.use((_request, response) => sendProblem(response, problems.notFound));
      const doors = await openDoors(createWebServer(app, opened), { ...options, tls: true });
      port = doors.port;
      close = async () => {
        opened.close();
        await Promise.all([doors.close(CLOSE_GRACE_MS), auth.close()]);
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
