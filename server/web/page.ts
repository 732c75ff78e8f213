/** The HTTP side: security headers, the page, and a health check. */

import express, { type ErrorRequestHandler, type RequestHandler, type Router } from 'express';
import helmet from 'helmet';
import { AUTH_ROOT } from '../../protocol/auth.ts';
import type { LabFacts } from '../../protocol/lab.ts';
import { POLLS_PATH } from '../../protocol/poll.ts';
import { clientBuild } from '../basics/paths.ts';
import { pinHttps } from '../net/https.ts';
import { isLocal } from '../net/local-client.ts';
import type { Certificates } from '../net/tls/keeper.ts';
import { serveBuiltFiles } from './built-files.ts';
import { type Development, startVite } from './vite.ts';

export interface PageOptions {
  /** Whether the source is served through Vite with hot reload, in place of the built files. */
  readonly dev: boolean;
  /** Names for which this server answers in development, beside localhost and addresses. */
  readonly names: readonly string[];
  /** The certificate in use; undefined without TLS, when browsers must not be told to upgrade to https. */
  readonly certificates: Certificates | undefined;
  /** Refuses requests that should have been an upgrade; leaves others to the next handler. */
  readonly requiresUpgrade: RequestHandler;
  /** Whether this server wants new clients: a balancer asks. */
  readonly isReady: () => boolean;
  /** Whether this node is about to end. Every answer then ends its connection: a balancer must not use it again. */
  readonly isEnding: () => boolean;
  /** Answers `GET /trace/:id`. */
  readonly trace: RequestHandler<{ id: string }>;
  /** Answers `GET /metrics`, or leaves it to the next handler. */
  readonly metrics: RequestHandler;
  /** Answers `GET /api/board` likewise. */
  readonly board: RequestHandler;
  /** Answers `/api/polls`, in a demonstration. */
  readonly polls?: Router | undefined;
  /** The routes of the auth server, if it runs in this process. */
  readonly auth?: Router | undefined;
  /** Origins beside its own that the page may connect to. @param host - as with `facts` */
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
  app.use((_request, response, next) => {
    if (options.isEnding()) response.set('Connection', 'close');
    next();
  });
  app.use(pinHttps(options.certificates), securityHeaders(options), options.requiresUpgrade);
  app.get('/healthz', (_request, response) => {
    response.set('Cache-Control', 'no-store').json({ status: 'ok' });
  });
  app.get('/readyz', (_request, response) => {
    const isReady = options.isReady();
    response
      .status(isReady ? 200 : 503)
      .set('Cache-Control', 'no-store')
      .json({ status: isReady ? 'ok' : 'not ready' });
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
  // It has faulty servers started: that is for people at this machine.
  app.get(['/probe', '/probe.html'], (request, response, next) => {
    if (isLocal(request)) next();
    else notFound(request, response, next);
  });
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
 * The sources of our own WebSockets. `'self'` covers them only since CSP level 3 (section 6.7.2.8); older browsers, such
 * as Safari before 15.4, take it for `https:` alone. If this server does not speak TLS, a proxy may.
 */
function webSockets(host: string | undefined, tls: boolean): string[] {
  if (host === undefined) return [];
  return tls ? [`wss://${host}`] : [`ws://${host}`, `wss://${host}`];
}

/** Leaves out IPv6 addresses: a policy cannot hold them, and browsers would complain and ignore them. */
function sources(...origins: (readonly string[])[]): string {
  return ["'self'", ...origins.flat().filter((origin) => !origin.includes('['))].join(' ');
}

function hostnameOf(authority = ''): string {
  const url = `http://${authority}`;
  return URL.canParse(url) ? new URL(url).hostname : '';
}

/** Replaces Express's own answer, which waits for a body that may never come. */
const notFound: RequestHandler = (_request, response) => {
  response.sendStatus(404);
};

/** Replaces Express's own answer, which shows the client the stack of the error. */
function answerErrors({ failed }: Pick<PageOptions, 'failed'>): ErrorRequestHandler {
  return (error: unknown, _request, response, _next) => {
    const isClients = isHttpError(error) && error.status >= 400 && error.status < 500;
    if (!isClients) failed(error);
    if (response.headersSent) response.destroy();
    else response.sendStatus(isClients ? error.status : 500);
  };
}

/** Whether an error has an HTTP status, as those have that Express or one of its parts throws for a bad request. */
function isHttpError(error: unknown): error is { readonly status: number } {
  return typeof error === 'object' && error !== null && 'status' in error && typeof error.status === 'number';
}
