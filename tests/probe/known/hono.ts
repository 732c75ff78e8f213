import { createServer } from 'node:http';
import { createAdaptorServer, upgradeWebSocket } from '@hono/node-server';
import { Hono } from 'hono';
import { WebSocketServer } from 'ws';
import { type KnownServer, listen, standsOnWs, TOKEN, versionOf } from './known-server.ts';

export const known: KnownServer = {
  name: 'Hono',
  how: '`upgradeWebSocket` of `@hono/node-server` behind a handler that compares the query parameter `token`.',
  version: () => `${versionOf('hono')}, @hono/node-server ${versionOf('@hono/node-server')}`,
  async start() {
    const app = new Hono();
    app.use('/chat', async (context, next) => {
      if (context.req.query('token') !== TOKEN) return context.text('unauthorized', 401);
      return next();
    });
    app.get(
      '/chat',
      upgradeWebSocket(() => ({ onMessage: (event, socket) => socket.send(String(event.data)) })),
    );
    const webSockets = new WebSocketServer({ noServer: true });
    const server = createServer();
    const options = { fetch: app.fetch, createServer: () => server };
    // ws fits, but its types do not where `undefined` is no value of a member that may be missing.
    Reflect.set(options, 'websocket', { server: webSockets });
    createAdaptorServer(options);
    return listen(server, '/chat');
  },
  configuration: { dialect: 'query-token' },
  fails: {
    ...standsOnWs,
    'credential-twice':
      'Node and the framework look at the first of several. Refuse a handshake with more than one: `request.headersDistinct`, `getAll`.',
  },
};
