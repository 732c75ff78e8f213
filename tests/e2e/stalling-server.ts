/** A server that stops half-way, to look at the states that a quick server leaves at once. */
import { createServer } from 'node:http';
import type { Duplex } from 'node:stream';
import express from 'express';
import { WebSocketServer } from 'ws';
import { clientBuild } from '../../server/basics/paths.ts';

export interface StallingServer {
  readonly url: string;
  close(): void;
}

/**
 * Serves the built page and then leaves its WebSocket waiting.
 *
 * @param stage - `handshake`: no answer to the upgrade; `authentication`: none to the token
 */
export async function startStallingServer(stage: 'handshake' | 'authentication'): Promise<StallingServer> {
  const server = createServer(express().use(express.static(clientBuild)));
  const webSockets = new WebSocketServer({ noServer: true });
  const waiting = new Set<Duplex>();
  server.on('upgrade', (request, socket, head) => {
    waiting.add(socket);
    if (stage === 'authentication') webSockets.handleUpgrade(request, socket, head, () => {});
  });
  await new Promise<void>((resolve) => server.listen(0, 'localhost', resolve));
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('The server has no port.');
  return {
    url: `http://localhost:${address.port}/`,
    close() {
      for (const socket of waiting) socket.destroy();
      server.close();
      server.closeAllConnections();
    },
  };
}
