/** The HTTP side: security headers, the page, and a health check. */

import express, { type ErrorRequestHandler, type RequestHandler, type Router } from 'express';
import helmet from 'helmet';
import { AUTH_ROOT } from '../../protocol/auth.ts';
import type { LabFacts } from '../../protocol/lab.ts';
import { POLLS_PATH } from '../../protocol/poll.ts';
import { clientBuild } from '../basics/paths.ts';
import { pinHttps } from '../net/https.ts';
import type { Certificates } from '../net/tls/keeper.ts';
import { serveBuiltFiles } from './built-files.ts';
import { type Development, startVite } from './vite.ts';

export interface PageOptions {
  /** Serve the source through Vite with hot reload, not the built files. */
  readonly dev: boolean;
  /** Names by which this server may be asked in development, beside localhost and addresses. */
  readonly names: readonly string[];
  /** Without TLS a browser must not be told to upgrade. */
  readonly certificates: Certificates | undefined;
  /** Answers requests that should have been an upgrade, or leaves them to what comes next. */
  readonly requiresUpgrade: RequestHandler;
  /** Answers `GET /trace/:id`. */
  readonly trace: RequestHandler<{ id: string }>;
  /** Answers `GET /metrics`, or leaves it to what comes next. */
  readonly metrics: RequestHandler;
  /** Answers `GET /api/board` likewise. */
  readonly board: RequestHandler;
  /** Answers `/api/polls`, in a demonstration. */
  readonly polls?: Router | undefined;
  /** The auth server, where it runs in this process. */
  readonly auth?: Router | undefined;
  /** Origins beside its own that the page may ask. @param host - as with `facts` */
  readonly connectTo: (host: string) => readonly string[];
  /** @param host - the name by which the page reached this server; from the request, so untrusted */
  readonly facts: (host: string) => LabFacts;
  /** Told of every exception; the client gets 500. */
  readonly failed: (error: unknown) => void;
}

export interface Page {
  readonly app: express.Express;
  readonly takesUpgrade?: Development['takesUpgrade'];
  close(): Promise<void>;
}

export function createPage(options: PageOptions): Page {
  const { dev, auth, polls, failed } = options;
  const app = express();
  app.disable('x-powered-by');
  app.use(pinHttps(options.certificates), securityHeaders(options), options.requiresUpgrade);
  app.get('/healthz', (_request, response) => {
    response.set('Cache-Control', 'no-store').json({ status: 'ok' });
  });
  app.get('/metrics', options.metrics);
  app.get('/api/board', options.board);
  app.get('/trace/:id', options.trace);
  if (polls) app.use(POLLS_PATH, polls);
  if (auth) app.use(AUTH_ROOT, auth);
  app.get('/api/lab', (request, response) => {
    response.set('Cache-Control', 'no-store').json(options.facts(request.hostname));
  });
  if (!dev) {
    app.use(serveBuiltFiles(clientBuild, failed), notFound, answerErrors(options));
    return { app, async close() {} };
  }
  const development = startVite(options.names);
  app.use(development.files, notFound, answerErrors(options));
  return { app, takesUpgrade: development.takesUpgrade, close: development.close };
}

function securityHeaders({ certificates, dev, connectTo }: PageOptions): RequestHandler {
  const tls = certificates !== undefined;
  return helmet({
    // See `pinHttps`.
    strictTransportSecurity: false,
    contentSecurityPolicy: {
      useDefaults: false,
      directives: {
        defaultSrc: ["'none'"],
        scriptSrc: ["'self'"],
        // Vite's error overlay brings its own style element; the built page has none.
        styleSrc: dev ? ["'self'", "'unsafe-inline'"] : ["'self'"],
        imgSrc: ["'self'", 'data:'],
        connectSrc: [({ headers: { host } }) => sources(webSockets(host, tls), connectTo(hostnameOf(host)))],
        baseUri: ["'none'"],
        formAction: ["'self'"],
        frameAncestors: ["'none'"],
        ...(tls && { upgradeInsecureRequests: [] }),
      },
    },
  });
}

/**
 * Our own WebSockets. `'self'` covers them since CSP level 3 (section 6.7.2.8); to browsers before it, Safari below 15.4
 * among them, it is `https:` alone. Without TLS of ours there may be that of a proxy.
 */
function webSockets(host: string | undefined, tls: boolean): string[] {
  if (host === undefined) return [];
  return tls ? [`wss://${host}`] : [`ws://${host}`, `wss://${host}`];
}

/** No address of IPv6 can stand in a policy: browsers would complain of it and ignore it. */
function sources(...origins: (readonly string[])[]): string {
  return ["'self'", ...origins.flat().filter((origin) => !origin.includes('['))].join(' ');
}

function hostnameOf(authority = ''): string {
  const url = `http://${authority}`;
  return URL.canParse(url) ? new URL(url).hostname : '';
}

/** In place of Express's own answer, which waits for a body that may never come. */
const notFound: RequestHandler = (_request, response) => {
  response.sendStatus(404);
};

/** In place of Express's own answer, which tells the client the stack of the error. */
function answerErrors({ failed }: Pick<PageOptions, 'failed'>): ErrorRequestHandler {
  return (error: unknown, _request, response, _next) => {
    const isClients = isHttpError(error) && error.status >= 400 && error.status < 500;
    if (!isClients) failed(error);
    if (response.headersSent) response.destroy();
    else response.sendStatus(isClients ? error.status : 500);
  };
}

/** An error that Express or one of its parts made of what a client sent. */
function isHttpError(error: unknown): error is { readonly status: number } {
  return typeof error === 'object' && error !== null && 'status' in error && typeof error.status === 'number';
}
