import { createServer } from 'node:http';
import { WebSocketServer } from 'ws';
import { type KnownServer, listen, standsOnWs, versionOf } from './known-server.ts';

const origins =
  'Compare Origin with a list in `verifyClient`, since a server without credential has nothing else.';

export const known: KnownServer = {
  name: 'ws',
  how: 'A `WebSocketServer` with its defaults that echoes, as in its README. It asks for no credential.',
  version: () => versionOf('ws'),
  async start() {
    const server = createServer();
    new WebSocketServer({ server }).on('connection', (socket) => {
      socket.on('error', () => {});
      socket.on('message', (data, isBinary) => socket.send(data, { binary: isBinary }));
    });
    return listen(server);
  },
  configuration: { dialect: 'none', origin: 'http://127.0.0.1:3000' },
  fails: {
    ...standsOnWs,
    'local-open': origins,
    'local-rebinding': 'Compare Host with a list of names of your own, too.',
    'origin-foreign': origins,
    'origin-null': origins,
    'origin-suffix': origins,
    'origin-prefix': origins,
    'origin-port': origins,
    'origin-missing': origins,
  },
};
