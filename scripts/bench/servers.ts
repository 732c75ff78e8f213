/** The measured servers, all over the same TLS: a bare ws echo, this lab, and two libraries that authenticate. */
import { createServer, type Server } from 'node:https';
import { sameSecret } from '@websocket-auth-lab/gate/same-secret';
import { GraphQLNonNull, GraphQLObjectType, GraphQLSchema, GraphQLString } from 'graphql';
import { useServer } from 'graphql-ws/use/ws';
import { Server as SocketIo } from 'socket.io';
import { WebSocketServer } from 'ws';
import { DEMO_TOKEN } from '../../protocol/messages.ts';
import { certificates } from '../../server/basics/paths.ts';
import { loadOrMakeCertificates } from '../../server/net/tls/tls.ts';
import type { Options } from '../../server/options/options.ts';
import { type Kind, LAB_TOKEN } from './dialects.ts';

/** Starts a server on a free port. @returns its port */
export const servers: Readonly<Record<Kind, () => Promise<number>>> = {
  async bare() {
    const server = await createHttps();
    new WebSocketServer({ server, perMessageDeflate: false }).on('connection', (socket) => {
      socket.on('message', (data, binary) => socket.send(data, { binary }));
    });
    return listen(server);
  },

  lab: () => startLab({ demo: false }),

  'lab with its log': () => startLab({ demo: true }),

  async 'graphql-ws'() {
    const echo = {
      type: GraphQLString,
      args: { m: { type: new GraphQLNonNull(GraphQLString) } },
      resolve: (_root: unknown, { m }: { m: string }) => m,
    };
    const schema = new GraphQLSchema({ query: new GraphQLObjectType({ name: 'Query', fields: { echo } }) });
    const server = await createHttps();
    const webSockets = new WebSocketServer({ server, path: '/graphql', perMessageDeflate: false });
    useServer({ schema, onConnect: ({ connectionParams }) => isGood(connectionParams?.token) }, webSockets);
    return listen(server);
  },

  async 'Socket.IO'() {
    const server = await createHttps();
    const io = new SocketIo(server, { transports: ['websocket'], serveClient: false });
    io.use((socket, next) => {
      next(isGood(socket.handshake.auth.token) ? undefined : new Error('unauthenticated'));
    });
    io.on('connection', (socket) => {
      socket.on('echo', (message) => socket.emit('echo', message));
    });
    return listen(server);
  },
};

/**
 * The lab with the defaults of `npm start`. Every limit is on; those that a measurement would reach are raised,
 * except for the rate while the server is attacked.
 *
 * @param demo - for a class, whose log has a line for every message
 */
function startLab({ demo }: { demo: boolean }): Promise<number> {
  return startCompiled({
    demo,
    authToken: LAB_TOKEN,
    ...(!process.argv.includes('attacked') && { messageRate: 1_000_000 }),
  });
}

/** Starts the lab as it was built, with room for every connection of a measurement. @returns its port */
export async function startCompiled(settings: Partial<Options>): Promise<number> {
  const lab = (await compiledLab()).createLab({
    host: '127.0.0.1',
    port: 0,
    maxConnectionsPerAddress: 20_000,
    maxConnections: 20_000,
    maxUnauthenticated: 20_000,
    ...settings,
  });
  await lab.listen();
  return Number(new URL(lab.urls.page).port);
}

/** Imports compiled code, as `npm start` runs it: a loader that compiles would name every closure, at a cost. */
function compiledLab(): Promise<typeof import('../../server/lab/lab.ts')> {
  return import(new URL('../../dist/server/lab/lab.js', import.meta.url).href);
}

function isGood(token: unknown): boolean {
  return typeof token === 'string' && sameSecret(token, DEMO_TOKEN);
}

export async function createHttps(): Promise<Server> {
  const { cert, key } = await loadOrMakeCertificates({ directory: certificates });
  return createServer({ cert, key });
}

export function listen(server: Server): Promise<number> {
  return new Promise((resolve) => {
    server.listen(0, '127.0.0.1', () => {
      const address = server.address();
      resolve(typeof address === 'object' && address !== null ? address.port : 0);
    });
  });
}
