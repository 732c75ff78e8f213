/** The pages of the exhibits: the attacker's site, and the victim's page on the port of the twins. */

import { readFile } from 'node:fs/promises';
import path from 'node:path';
import express, { type Express, type RequestHandler, type Router } from 'express';
import helmet from 'helmet';
import { AUTH_ROOT } from '../../protocol/auth.ts';
import { type ExhibitFacts, isAttackName } from '../../protocol/exhibits.ts';
import { differencesModule } from '../../scripts/differences.ts';
import { clientSource, projectRoot } from '../../server/basics/paths.ts';
import { isLocal } from '../../server/net/local-client.ts';
import type { Probing } from './probing.ts';
import { makeExpiredCertificate } from './support/expired-certificate.ts';
import type { Twins } from './twins.ts';

const sources = path.join(projectRoot, 'exhibits', 'site');
const naivePage = path.join(projectRoot, 'exhibits', 'twins', 'naive-page.html');

/** Style sheets of the lab's pages that a page of these names. */
const sheets = [
  'demo/demo.css',
  'diagram/diagram.css',
  'comparison/comparison.css',
  'comparison/panel.css',
  'exhibits/exhibit.css',
] as const;

/** A site for this machine alone. */
function createSite(): Express {
  const app = express();
  app.disable('x-powered-by');
  app.use((request, response, next) => {
    if (isLocal(request)) next();
    else response.status(404).type('text').send('Not found\n');
  });
  app.use(
    helmet({
      strictTransportSecurity: false,
      contentSecurityPolicy: {
        useDefaults: false,
        directives: {
          defaultSrc: ["'none'"],
          scriptSrc: ["'self'"],
          styleSrc: ["'self'"],
          imgSrc: ['data:'],
          frameSrc: ["'self'"],
          // An attacker's page may connect wherever it likes; that is the point of it.
          connectSrc: ["'self'", 'https:', 'wss:', 'http:', 'ws:'],
          baseUri: ["'none'"],
          frameAncestors: ["'none'"],
        },
      },
    }),
  );
  app.use((_request, response, next) => {
    response.set('Cache-Control', 'no-store');
    next();
  });
  app.get('/style.css', (_request, response) => response.sendFile('style.css', { root: clientSource }));
  for (const sheet of sheets) {
    app.get(`/${sheet}`, (_request, response) => response.sendFile(sheet, { root: clientSource }));
  }
  app.get('/attacker.css', (_request, response) => response.sendFile('attacker.css', { root: sources }));
  return app;
}

/** What every page begins with; its own file has the title and what is on it (`head` may be omitted). */
const head = (name: string) => `<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<link rel="icon" href="data:,">
<link rel="stylesheet" href="/style.css">
<link rel="stylesheet" href="/attacker.css">
<script type="module" src="/${name}.js"></script>
`;

/** Where a page finds the lines that make the difference. */
const DIFFERENCES = '/differences.js';

/** Serves a page at a path, and its script, compiled from the source, beside it. */
function addPage(app: Express, at: string, name: string): void {
  app.get(at, async (_request, response) => {
    const own = await readFile(path.join(sources, `${name}.html`), 'utf8');
    response.type('html').send(head(name) + own);
  });
  app.get(`/${name}.js`, async (_request, response) => {
    // No part of a production start, so neither is the build: what the browser gets is compiled when it asks.
    const { build } = await import('esbuild');
    const { outputFiles } = await build({
      entryPoints: [path.join(sources, `${name}.ts`)],
      bundle: true,
      write: false,
      format: 'esm',
      target: 'es2023',
      sourcemap: 'inline',
      alias: { 'virtual:differences': DIFFERENCES },
      external: [DIFFERENCES],
    });
    response.type('js').send(outputFiles[0]?.text);
  });
}

/** A page that runs what it is sent gets an origin that is no one's, and reaches nothing, however it is opened. */
const sandbox = [
  'sandbox allow-scripts',
  "default-src 'none'",
  "script-src 'unsafe-inline'",
  "style-src 'unsafe-inline'",
  'img-src data:',
  "frame-ancestors 'self'",
].join('; ');

/** What the attacker's site answers to pages of the lab. */
export interface ForTheLab {
  /** Turns away everybody else. */
  readonly only: RequestHandler;
  /** `POST /run/<attack>` */
  readonly run: RequestHandler;
  readonly probing: Probing;
  /** `GET /api/board`, the twins' figures. */
  readonly board: RequestHandler;
}

/** The attacker's own server. */
export function createAttackerSite(
  facts: () => ExhibitFacts,
  { logs, shortTokens, signedTickets }: Twins,
  { only, run, probing, board }: ForTheLab,
): Express {
  const app = createSite();
  addPage(app, '/', 'index');
  app.get(DIFFERENCES, async (_request, response) => {
    response.type('js').send(await differencesModule(projectRoot));
  });
  addPage(app, '/hijack', 'hijack');
  addPage(app, '/cached-basic', 'cached-basic');
  addPage(app, '/markup', 'markup');
  app.get('/naive-page', (_request, response) => {
    // Chromium complains of it where the origin is no one's.
    response.removeHeader('Origin-Agent-Cluster');
    response.set('Content-Security-Policy', sandbox).sendFile(naivePage);
  });
  app.get('/exhibits.json', (_request, response) => {
    response.json(facts());
  });
  app.get('/log/:name', ({ params: { name } }, response, next) => {
    const log = isAttackName(name) ? logs.get(name) : undefined;
    if (log) response.type('text').send(log.text());
    else next();
  });
  app.get('/carried/:name', ({ params: { name } }, response, next) => {
    const log = isAttackName(name) ? logs.get(name) : undefined;
    if (log) response.json({ carried: log.carried ?? false });
    else next();
  });
  app.get('/expired-certificate', async (_request, response, next) => {
    const pair = await makeExpiredCertificate('alice');
    if (pair) response.json(pair);
    else next();
  });
  app.post('/short-token', async (_request, response) => {
    response.json({ accessToken: await shortTokens.issue() });
  });
  app.post('/signed-ticket', (_request, response) => {
    response.json({ ticket: signedTickets.issue() });
  });
  app.post('/run/:name', only, run);
  app.get('/probe', only, probing.list);
  app.post('/probe/:kind/:name', only, probing.route);
  app.get('/api/board', only, board);
  app.use(notFound);
  return app;
}

/**
 * The victim's page: the place where people sign in.
 *
 * @param requiresUpgrade - answers for the paths of the twins
 * @param auth - the auth server, where it runs in this process
 */
export function createVictimSite(
  facts: () => ExhibitFacts,
  requiresUpgrade: RequestHandler,
  auth: Router | undefined,
): Express {
  const app = createSite();
  app.use(requiresUpgrade);
  addPage(app, '/', 'victim');
  app.get('/exhibits.json', (_request, response) => {
    response.json(facts());
  });
  if (auth) app.use(AUTH_ROOT, auth);
  app.use(notFound);
  return app;
}

const notFound: RequestHandler = (_request, response) => {
  response.status(404).type('text').send('Not found\n');
};
