import { createServer } from 'node:http';
import crossws from 'crossws/adapters/node';
import { type KnownServer, listen, standsOnWs, TOKEN, versionOf } from './known-server.ts';

export const known: KnownServer = {
  name: 'crossws',
  how: 'The adapter for Node, with an `upgrade` hook that compares the `Authorization` field.',
  version: () => versionOf('crossws'),
  async start() {
    const server = createServer();
    const adapter = crossws({
      hooks: {
        upgrade(request) {
          if (request.headers.get('authorization') !== `Bearer ${TOKEN}`) {
            throw new Response('unauthorized', { status: 401 });
          }
        },
        message: (peer, message) => void peer.send(message.text()),
      },
    });
    server.on('upgrade', adapter.handleUpgrade);
    return listen(server);
  },
  configuration: { dialect: 'bearer-header' },
  fails: {
    ...standsOnWs,
    'credential-twice':
      'Node and the framework look at the first of several. Refuse a handshake with more than one: `request.headersDistinct`, `getAll`.',
  },
};
