import { createServer } from 'node:http';
import { Server } from 'socket.io';
import { type KnownServer, listen, standsOnWs, TOKEN, versionOf } from './known-server.ts';

export const known: KnownServer = {
  name: 'Socket.IO',
  how: 'A `Server` with its defaults, with a middleware (`io.use`) that compares `handshake.auth.token`.',
  version: () => versionOf('socket.io'),
  async start() {
    const server = createServer();
    const io = new Server(server);
    io.use((socket, next) => {
      next(socket.handshake.auth.token === TOKEN ? undefined : new Error('unauthorized'));
    });
    io.on('connection', (socket) => {
      socket.on('message', (message) => socket.emit('message', message));
    });
    return listen(server, '/socket.io/?EIO=4&transport=websocket');
  },
  configuration: { dialect: 'socket.io' },
  fails: {
    ...standsOnWs,
    deadline:
      'Set `connectTimeout` to a few seconds: a client that never joins a namespace has 45 s by default.',
    'retry-on-connection':
      'A refused client keeps its transport. Call `socket.disconnect(true)`, or count failures in the middleware.',
  },
};
