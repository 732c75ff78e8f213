/** The HTTP side: security headers, the page, and a health check. */
import { createServer as createHttpServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { Socket } from 'node:net';
import type { Duplex } from 'node:stream';
import express, { type ErrorRequestHandler, type RequestHandler, type Router } from 'express';
import helmet from 'helmet';
import sirv from 'sirv';
import type { LabFacts } from '../protocol/lab.ts';
import type { Traces } from './observe/trace.ts';
import { streamTrace } from './observe/trace-stream.ts';
import { clientBuild, clientSource, gateSource, projectRoot, protocolSource } from './paths.ts';
import { pathOf } from './upgrade/handshake.ts';

export interface PageOptions {
  /** Serve the source through Vite with hot reload, not the built files. */
  readonly dev: boolean;
  /** Tell browsers to come back by https only (RFC 6797). */
  readonly hsts: boolean;
  /** Without TLS a browser must not be told to upgrade. */
  readonly tls: boolean;
  readonly traces: Traces;
  /** Answers `GET /metrics`, or leaves it to what comes next. */
  readonly metrics: RequestHandler;
  /** Answers `GET /api/board` likewise. */
  readonly board: RequestHandler;
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
  /** Takes an upgrade of Vite's hot reload, and says whether it was one. */
  readonly takesUpgrade?: (request: IncomingMessage, socket: Duplex, head: Buffer) => boolean;
  close(): Promise<void>;
}

export function createPage(options: PageOptions): Page {
  const { dev, traces, auth } = options;
  const app = express();
  app.disable('x-powered-by');
  app.use(inTurn(), securityHeaders(options));
  app.get('/healthz', (_request, response) => {
    response.set('Cache-Control', 'no-store').json({ status: 'ok' });
  });
  app.get('/metrics', options.metrics);
  app.get('/api/board', options.board);
  app.get('/trace/:id', streamTrace(traces));
  if (auth) app.use('/auth', auth);
  app.get('/api/lab', (request, response) => {
    response.set('Cache-Control', 'no-store').json(options.facts(request.hostname));
  });
  if (!dev) {
    app.use(builtFiles(options), notFound, answerErrors(options));
    return { app, async close() {} };
  }
  const development = startVite();
  // These are the exhibits': here they would be no foreign pages.
  app.use('/attacker', (_request, response) => {
    response.sendStatus(404);
  });
  app.use(development.files, notFound, answerErrors(options));
  return { app, takesUpgrade: development.takesUpgrade, close: development.close };
}

/**
 * Answers pipelined requests of a connection one after the other. Node begins with all of them at once: two thousand in
 * one piece would open a file each, and keep a piece of each for a client that need not read.
 */
function inTurn(): RequestHandler {
  const last = new WeakMap<Socket, ServerResponse>();
  return ({ socket }, response, next) => {
    const before = last.get(socket);
    last.set(socket, response);
    if (!before || before.closed) next();
    else before.once('close', () => !socket.destroyed && next());
  };
}

function securityHeaders({ hsts, tls, dev, connectTo }: PageOptions): RequestHandler {
  return helmet({
    strictTransportSecurity: hsts,
    contentSecurityPolicy: {
      useDefaults: false,
      directives: {
        defaultSrc: ["'none'"],
        scriptSrc: ["'self'"],
        // Vite's error overlay brings its own style element; the built page has none.
        styleSrc: dev ? ["'self'", "'unsafe-inline'"] : ["'self'"],
        imgSrc: ["'self'", 'data:'],
        // 'self' is this scheme, host and port, and covers wss: beside https: (CSP level 3, section 6.7.2.8).
        connectSrc: ["'self'", ({ headers }) => connectTo(hostnameOf(headers.host)).join(' ')],
        baseUri: ["'none'"],
        formAction: ["'self'"],
        frameAncestors: ["'none'"],
        ...(tls && { upgradeInsecureRequests: [] }),
      },
    },
  });
}

function hostnameOf(authority = ''): string {
  const url = `http://${authority}`;
  return URL.canParse(url) ? new URL(url).hostname : '';
}

/** The built page: names with a hash are kept for a year, everything else is asked for anew. */
function builtFiles({ failed }: Pick<PageOptions, 'failed'>): RequestHandler {
  const serve = sirv(clientBuild, {
    brotli: true,
    gzip: true,
    etag: true,
    extensions: ['html'],
    setHeaders(response, file) {
      const hashed = file.startsWith('/assets/');
      response.setHeader('Cache-Control', hashed ? 'public, max-age=31536000, immutable' : 'no-cache');
    },
  });
  return (request, response, next) => {
    // Ignored, as RFC 9110, section 14.2 allows: sirv throws at a range that ends before it begins.
    delete request.headers.range;
    // sirv does not listen to the errors of files: one more open file than allowed would end the process.
    response.on('pipe', (file) => {
      file.on('error', (error) => {
        failed(error);
        response.destroy();
      });
    });
    serve(request, response, next);
  };
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

/** Milliseconds after the start. */
const VITE_AFTER_MS = 200;

/**
 * Vite takes longer to load than everything else together: it is loaded when the server listens already, or with the
 * first request, which then waits.
 */
function startVite(): { files: RequestHandler } & Pick<Required<Page>, 'takesUpgrade' | 'close'> {
  // Never listens: Vite attaches its upgrade listener here, and gets what the router leaves to it.
  const upgrades = createHttpServer();
  const load = async () => {
    const { createServer } = await import('vite');
    return createServer({
      configFile: `${projectRoot}/vite.config.ts`,
      root: clientSource,
      appType: 'mpa',
      clearScreen: false,
      server: {
        middlewareMode: true,
        cors: false,
        // What a page may import, and nothing else of the project: not the server, and never a key.
        fs: {
          allow: [
            clientSource,
            protocolSource,
            gateSource,
            `${projectRoot}/node_modules/vite/dist/client`,
            `${projectRoot}/node_modules/uplot/dist`,
          ],
        },
        ws: { server: upgrades },
      },
    });
  };
  let starting: ReturnType<typeof load> | undefined;
  const start = () => {
    starting ??= load();
    return starting;
  };
  const soon = setTimeout(start, VITE_AFTER_MS);
  return {
    files(request, response, next) {
      start().then((vite) => vite.middlewares(request, response, next), next);
    },
    takesUpgrade(request, socket, head) {
      const protocol = request.headers['sec-websocket-protocol'];
      if ((protocol !== 'vite-hmr' && protocol !== 'vite-ping') || pathOf(request.url) !== '/') return false;
      start().then(
        () => upgrades.emit('upgrade', request, socket, head),
        () => socket.destroy(),
      );
      return true;
    },
    async close() {
      clearTimeout(soon);
      await (await starting)?.close();
    },
  };
}
