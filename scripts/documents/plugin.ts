/** Has Vite serve and build the project's documents, in the frame of a page of its own. */
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import type { Plugin, ViteDevServer } from 'vite';
import { FRAME, framed, readSite } from './site.ts';

export function documents(): Plugin {
  return {
    name: 'documents',
    // The frame has to be made before it can be filled.
    enforce: 'post',
    configureServer(server) {
      server.middlewares.use((request, response, next) => {
        const name = pathOf(request.url);
        if (name !== '/docs' && !name.startsWith('/docs/')) return next();
        show(server, name).then((found) => {
          if (!found) return next();
          response.setHeader('Content-Type', found.type);
          response.setHeader('Cache-Control', 'no-cache');
          response.end(found.content);
        }, next);
      });
    },
    generateBundle(_options, bundle) {
      const frame = bundle[FRAME];
      if (frame?.type !== 'asset') throw new Error(`${FRAME} was not built.`);
      const text = String(frame.source);
      delete bundle[FRAME];
      const { documents, attachments } = readSite();
      for (const [name, document] of documents) {
        this.emitFile({
          type: 'asset',
          fileName: `${name.slice(1)}.html`,
          source: framed(text, name, document),
        });
      }
      for (const [name, source] of attachments) {
        this.emitFile({ type: 'asset', fileName: name.slice(1), source });
      }
    },
  };
}

/** In development everything is read anew for each request, so that a change is seen. */
async function show(
  server: ViteDevServer,
  name: string,
): Promise<{ type: string; content: string | Buffer } | undefined> {
  const { documents, attachments } = readSite();
  const document = documents.get(name);
  if (document) {
    const frame = await readFile(path.join(server.config.root, FRAME), 'utf8');
    const content = framed(await server.transformIndexHtml(`/${FRAME}`, frame), name, document);
    return { type: 'text/html; charset=utf-8', content };
  }
  const content = attachments.get(name);
  return content === undefined ? undefined : { type: typeOf(name), content };
}

function typeOf(name: string): string {
  const types: Readonly<Record<string, string>> = {
    '.png': 'image/png',
    '.svg': 'image/svg+xml',
    '.json': 'application/json',
  };
  return types[path.extname(name)] ?? 'text/plain; charset=utf-8';
}

function pathOf(url = '/'): string {
  return url.replace(/[?#].*/, '').replace(/(?<=.)\/$/, '');
}
