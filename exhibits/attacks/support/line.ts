/** A place on the line between a client and a server: whoever sits there gets every byte first. */
import { once } from 'node:events';
import { connect as connectTcp, createServer, type Server, type Socket } from 'node:net';
import type { Scene } from '../attack.ts';

export type End = 'client' | 'server';

/** Sees what `from` has sent, and gives back what goes on instead; undefined cuts the line. */
export type Pass = (from: End, bytes: Buffer) => Buffer | undefined;

/** Connections that it takes at once. */
const MOST = 4;

/**
 * Opens a TCP proxy on this machine; it ends with the scene.
 *
 * @param to - the server's URL
 * @param passing - made for each connection
 * @returns the URL that leads through it
 */
export async function sitBetween(scene: Scene, to: string, passing: () => Pass): Promise<string> {
  const { hostname, port } = new URL(to);
  const sockets = new Set<Socket>();
  const between = createServer((client) => {
    const server = connectTcp(Number(port), hostname);
    const pass = passing();
    const join = (from: End, source: Socket, sink: Socket) => {
      sockets.add(source);
      source.on('data', (bytes) => {
        const instead = pass(from, bytes);
        if (instead !== undefined) {
          sink.write(instead);
          return;
        }
        source.destroy();
        sink.destroy();
      });
      source.on('error', () => source.destroy());
      source.on('close', () => {
        sockets.delete(source);
        sink.destroySoon();
      });
    };
    join('client', client, server);
    join('server', server, client);
  });
  between.maxConnections = MOST;
  scene.onEnd(() => {
    for (const socket of sockets) socket.destroy();
  });
  return standIn(scene, to, between);
}

/** Has a server of the attacker's listen on this machine until the scene ends. @returns `url` with its port */
export async function standIn(scene: Scene, url: string, server: Server): Promise<string> {
  scene.onEnd(() => server.close());
  await once(server.listen(0, '127.0.0.1'), 'listening');
  const address = server.address();
  const own = new URL(url);
  own.host = `127.0.0.1:${typeof address === 'object' && address !== null ? address.port : 0}`;
  return own.href;
}
