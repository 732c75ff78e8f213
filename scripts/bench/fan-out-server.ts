/** Runs a server that brings each message to all clients, in a process of its own: a bare ws loop, or the lab. */
import { WebSocketServer } from 'ws';
import { createHttps, listen, startCompiled } from './servers.ts';
import { serve } from './usage.ts';

await serve(process.argv[2] === 'bare' ? startLoop : startLab);

async function startLoop(): Promise<number> {
  const server = await createHttps();
  const webSockets = new WebSocketServer({ server, perMessageDeflate: false });
  webSockets.on('connection', (socket) => {
    socket.on('message', (data, binary) => {
      for (const client of webSockets.clients) client.send(data, { binary });
    });
  });
  return listen(server);
}

function startLab(): Promise<number> {
  return startCompiled({ demo: true, logLevel: 'warn', messageRate: 1_000_000 });
}
