import websocket from '@fastify/websocket';
import fastify from 'fastify';
import { type KnownServer, listen, standsOnWs, TOKEN, versionOf } from './known-server.ts';

const session = `session=${TOKEN}`;
const origins = 'The browser adds the cookie whoever asks: compare Origin with a list in the same hook.';

export const known: KnownServer = {
  name: '@fastify/websocket',
  how: 'A route with `websocket: true` behind a hook (`preValidation`) that compares the cookie `session`, and nothing else.',
  version: () => versionOf('@fastify/websocket'),
  async start() {
    const app = fastify();
    await app.register(websocket);
    app.addHook('preValidation', async (request, reply) => {
      if (request.headers.cookie !== session) await reply.code(401).send('unauthorized');
    });
    app.get('/chat', { websocket: true }, (socket) => {
      socket.on('message', (message, isBinary) => socket.send(message, { binary: isBinary }));
    });
    await app.listen({ port: 0, host: '127.0.0.1' });
    const running = await listen(app.server, '/chat');
    return { url: running.url, close: () => app.close() };
  },
  configuration: { dialect: { carrier: 'cookie', cookie: 'session' }, origin: 'http://127.0.0.1:3000' },
  fails: {
    ...standsOnWs,
    'origin-foreign': origins,
    'origin-null': origins,
    'origin-suffix': origins,
    'origin-prefix': origins,
    'origin-port': origins,
    'origin-missing': origins,
  },
};
