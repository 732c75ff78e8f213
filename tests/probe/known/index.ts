/** All of them, in the order in which they are told. */
import { known as aiohttp } from './aiohttp.ts';
import { known as crossws } from './crossws.ts';
import { known as fastify } from './fastify.ts';
import { known as graphqlWs } from './graphql-ws.ts';
import { known as hono } from './hono.ts';
import type { KnownServer } from './known-server.ts';
import { known as mosquitto } from './mosquitto.ts';
import { known as socketIo } from './socket-io.ts';
import { known as websockets } from './websockets.ts';
import { known as ws } from './ws.ts';

export const knownServers: readonly KnownServer[] = [
  ws,
  graphqlWs,
  socketIo,
  crossws,
  hono,
  fastify,
  websockets,
  aiohttp,
  mosquitto,
];
