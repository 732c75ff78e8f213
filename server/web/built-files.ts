/** Serves the built page from memory: always one whole build, even while the next one is written over it. */
import path from 'node:path';
import type { Request, RequestHandler, Response } from 'express';
import { pathOf } from '../net/request.ts';
import { type BuiltFile, createBuildReader, isHashed } from './build-reader.ts';

/** The preferred one first. */
const encodings = ['br', 'gzip'] as const;

/**
 * @param folder - what `npm run build` writes; it may be replaced at any time
 * @param failed - told of every error while it is read; what was read before is still served
 */
export function serveBuiltFiles(folder: string, failed: (error: unknown) => void): RequestHandler {
  const reader = createBuildReader(folder, failed);
  return async (request, response, next) => {
    const asked = pathOf(request.url);
    if (asked === undefined || !['GET', 'HEAD'].includes(request.method)) return next();
    const kept = reader.hashed(asked);
    if (kept) return send(request, response, asked, kept);
    const build = await reader.newest();
    if (!build) {
      response.status(503).set('Retry-After', '1').type('text');
      response.send('The page is being built, or its build failed. Try again in a moment.\n');
      return;
    }
    for (const name of namesFor(asked)) {
      const file = build.get(name);
      if (file) return send(request, response, name, file);
    }
    // An unknown script may belong to a build that was written since the last look.
    const found = isHashed(asked) ? (await reader.newer())?.get(asked) : undefined;
    if (found) send(request, response, asked, found);
    else next();
  };
}

/** `/` is index.html; `/board` and `/board/` are board.html. */
function namesFor(asked: string): string[] {
  const name = asked === '/' ? '/index' : asked.replace(/\/$/, '');
  return [name, `${name}.html`];
}

function send(request: Request, response: Response, name: string, file: BuiltFile): void {
  const encoding = encodings.find((one) => file[one] && request.acceptsEncodings(one));
  response.type(path.extname(name)).set({
    'Cache-Control': isHashed(name) ? 'public, max-age=31536000, immutable' : 'no-cache',
    ETag: encoding ? `"${file.hash}-${encoding}"` : `"${file.hash}"`,
    Vary: 'Accept-Encoding',
    ...(encoding && { 'Content-Encoding': encoding }),
  });
  response.send((encoding && file[encoding]) ?? file.plain);
}
