/** A server that people use, set up as its documentation shows it, with the truth about it written by hand. */
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import type { Server } from 'node:http';
import path from 'node:path';
import { projectRoot } from '../../../server/basics/paths.ts';

/** What every one of them takes. */
export const TOKEN = 'k7Rm2-Known-9tQx4Zb6Lw';

export interface Running {
  /** Where it listens. */
  readonly url: string;
  close(): Promise<void> | void;
}

export interface KnownServer {
  readonly name: string;
  /** How it is set up here, and how a client authenticates, in a sentence. */
  readonly how: string;
  version(): string | Promise<string>;
  start(): Promise<Running>;
  /** Members of the probe's configuration beside the URL and the credential. */
  readonly configuration: Readonly<Record<string, unknown>>;
  /** Every check that it fails, and what mends that. */
  readonly fails: Readonly<Record<string, string>>;
}

/** The version of a package that is installed here. */
export function versionOf(name: string): string {
  const file = path.join(projectRoot, 'node_modules', name, 'package.json');
  return String(JSON.parse(readFileSync(file, 'utf8')).version);
}

/** Listens on a free port of this machine. */
export async function listen(server: Server, where = '/'): Promise<Running> {
  if (!server.listening) await once(server.listen(0, '127.0.0.1'), 'listening');
  const address = server.address();
  if (typeof address !== 'object' || address === null) throw new Error('no port');
  return {
    url: `ws://127.0.0.1:${address.port}${where}`,
    close: () => {
      server.closeAllConnections();
      server.close();
    },
  };
}

/** What several of them fail for the same reason: they stand on ws, and on the HTTP server of Node. */
export const standsOnWs = {
  'handshake-version':
    "ws takes 8, and whatever Number() reads as 13. Refuse others in the upgrade listener: `request.headers['sec-websocket-version'] !== '13'`.",
  'handshake-body':
    'Node hands a body to the upgrade listener as the first frames. Refuse an upgrade with `transfer-encoding` or a `content-length` other than 0.',
} as const;
