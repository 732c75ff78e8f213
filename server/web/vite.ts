/** The page from its source, for development: Vite in this process, with hot reload on the same port. */
import { createServer as createHttpServer, type IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';
import type { RequestHandler } from 'express';
import { lazy } from '../basics/lazy.ts';
import { clientSource, gateSource, projectRoot, protocolSource } from '../basics/paths.ts';
import { pathOf } from '../net/request.ts';

export interface Development {
  readonly files: RequestHandler;
  /** Takes an upgrade of the hot reload, and says whether it was one. */
  readonly takesUpgrade: (request: IncomingMessage, socket: Duplex, head: Buffer) => boolean;
  close(): Promise<void>;
}

/** Milliseconds after the start. */
const VITE_AFTER_MS = 200;

/**
 * Vite takes longer to load than everything else together: it is loaded when the server listens already, or with the
 * first request, which then waits.
 *
 * @param names - by which this server may be asked; Vite takes localhost and addresses anyway, and no other name, since
 *   a foreign one may be made to lead here (DNS rebinding)
 */
export function startVite(names: readonly string[]): Development {
  // Never listens: Vite attaches its upgrade listener here, and gets what the router leaves to it.
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
        // A certificate says `*.example.org` where Vite says `.example.org`.
        allowedHosts: names.map((name) => name.replace(/^\*/, '')),
        // What a page may import, and nothing else of the project: not the server, and never a key.
        fs: {
          allow: [
            clientSource,
            protocolSource,
            gateSource,
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
  // Who asks for a page will be told what is wrong.
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
