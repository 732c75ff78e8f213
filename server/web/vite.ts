/** The page from its source, for development: Vite in this process, with hot reload on the same port. */
import { createServer as createHttpServer, type IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';
import type { RequestHandler } from 'express';
import { lazy } from '../basics/lazy.ts';
import { clientSource, packageSources, projectRoot, protocolSource } from '../basics/paths.ts';
import { pathOf } from '../net/request.ts';

export interface Development {
  readonly files: RequestHandler;
  /** Takes an upgrade that is meant for the hot reload, and says whether it was one. */
  readonly takesUpgrade: (request: IncomingMessage, socket: Duplex, head: Buffer) => boolean;
  close(): Promise<void>;
}

/** Milliseconds after the start when Vite is loaded. */
const VITE_AFTER_MS = 200;

/**
 * Serves the source of the page through Vite. Vite takes longer to load than everything else together, so it is loaded
 * after the start, or by the first request, which then waits.
 *
 * @param names - for which this server answers. Vite accepts localhost and addresses as well, and no other name,
 *   because a foreign one may be made to lead here (DNS rebinding)
 */
export function startVite(names: readonly string[]): Development {
  // Never listens: Vite attaches its upgrade listener here, and gets the upgrades that are meant for it.
  const upgrades = createHttpServer();
  const load = lazy(async () => {
    const { createServer } = await import('vite');
    return createServer({
      configFile: `${projectRoot}/vite.config.ts`,
      root: clientSource,
      appType: 'mpa',
      clearScreen: false,
      server: {
        middlewareMode: true,
        cors: false,
        // Certificates write `*.example.org`, Vite writes `.example.org`.
        allowedHosts: names.map((name) => name.replace(/^\*/, '')),
        // Only what a page may import: not the server, and never a key.
        fs: {
          allow: [
            clientSource,
            protocolSource,
            ...packageSources,
            `${projectRoot}/node_modules/vite/dist/client`,
            `${projectRoot}/node_modules/uplot/dist`,
            `${projectRoot}/node_modules/uqr/dist`,
          ],
        },
        ws: { server: upgrades },
      },
    });
  });
  let loading: ReturnType<typeof load> | undefined;
  const start = () => {
    loading = load();
    return loading;
  };
  // A failure is reported to the next request for a page.
  const soon = setTimeout(() => void start().catch(() => {}), VITE_AFTER_MS);
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
      await (await loading?.catch(() => undefined))?.close();
    },
  };
}
