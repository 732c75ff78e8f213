import { createServer } from 'node:http';
import { GraphQLObjectType, GraphQLSchema, GraphQLString } from 'graphql';
import { useServer } from 'graphql-ws/use/ws';
import { WebSocketServer } from 'ws';
import { type KnownServer, listen, standsOnWs, TOKEN, versionOf } from './known-server.ts';

export const known: KnownServer = {
  name: 'graphql-ws',
  how: '`useServer` on ws, with an `onConnect` that compares `connectionParams.token`.',
  version: () => versionOf('graphql-ws'),
  async start() {
    const hello = { type: GraphQLString, resolve: () => 'hello' };
    const schema = new GraphQLSchema({ query: new GraphQLObjectType({ name: 'Query', fields: { hello } }) });
    const server = createServer();
    const webSockets = new WebSocketServer({ server, path: '/graphql' });
    useServer({ schema, onConnect: ({ connectionParams }) => connectionParams?.token === TOKEN }, webSockets);
    return listen(server, '/graphql');
  },
  configuration: { dialect: 'graphql-ws' },
  fails: {
    ...standsOnWs,
    'first-message-size': 'Give the WebSocketServer a small `maxPayload`; the default of ws is 100 MiB.',
    'refused-peer-cut': 'Give the WebSocketServer a `closeTimeout` of a second; the default of ws is 30 s.',
  },
};
