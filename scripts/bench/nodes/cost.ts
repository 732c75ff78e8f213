/** Measures what Redis adds to the cost of a node: CPU time of its process per connection with a ticket, and per echo. */
import { Agent } from 'node:https';
import { demoUsers } from '../../../protocol/demo-users.ts';
import { formatTokenMessage } from '../../../protocol/messages.ts';
import { fetchTicket, type HttpSettings, signIn } from '../../client/auth.ts';
import type { AskRedis } from '../../support/ask-redis.ts';
import { withScript } from '../child.ts';
import { echo, openConnection, several } from '../client.ts';
import { dialectOf } from '../dialects.ts';

/** Connections that are opened first, so that the server's code is compiled before it is measured. */
const WARMING = 300;
const SENDERS = 20;
const PIPELINED = 50;

/** Each may have eight unused tickets. */
const SESSIONS = 8;

/** Microseconds of CPU. */
export interface NodeCost {
  /** For a ticket that is fetched, and the connection that it opens. */
  readonly connection: number;
  readonly pipelined: number;
  readonly single: number;
  /** Of Redis, for the same as `connection`; 0 without one. */
  readonly redis: number;
}

/** @param redis - the Redis that the node shares with others, and its address; without it the node is alone */
export function measureNodeCost(
  connections: number,
  messages: number,
  redis?: { readonly url: string; readonly inRedis: AskRedis },
): Promise<NodeCost> {
  const dialect = dialectOf('lab');
  return withScript('./nodes/node.ts', redis ? [redis.url] : [], async ({ port, usage }) => {
    const agent = new Agent({ keepAlive: true });
    const origin = `https://127.0.0.1:${port}`;
    const http: HttpSettings = { origin, ca: undefined, insecure: true, onWire() {}, agent };
    const [user] = demoUsers;
    const sessions = await several(SESSIONS, () => signIn(http, user?.user ?? '', user?.password ?? ''));
    let opened = 0;
    const open = async () => {
      const session = sessions[opened++ % SESSIONS];
      if (!session) throw new Error('nobody is signed in');
      const hello = formatTokenMessage(await fetchTicket(http, session, 'first-message'));
      return openConnection(port, { ...dialect, hello });
    };
    const redisCpu = async () => (redis ? cpuOf(redis.inRedis) : 0);

    const first = await several(WARMING, open);
    const before = await usage();
    const redisBefore = await redisCpu();
    const sockets = await several(connections, open);
    const after = await usage();
    const redisAfter = await redisCpu();
    const senders = first.slice(0, SENDERS);
    await Promise.all(senders.map((socket) => echo(socket, dialect, messages / 4, PIPELINED)));
    await Promise.all(senders.map((socket) => echo(socket, dialect, messages / 8, 1)));
    const warm = await usage();
    await Promise.all(senders.map((socket) => echo(socket, dialect, messages, PIPELINED)));
    const piped = await usage();
    await Promise.all(senders.map((socket) => echo(socket, dialect, messages / 4, 1)));
    const single = await usage();
    for (const { connection } of [...first, ...sockets]) connection.destroy();
    agent.destroy();
    return {
      connection: (after.cpu - before.cpu) / connections,
      pipelined: (piped.cpu - warm.cpu) / (SENDERS * messages),
      single: (single.cpu - piped.cpu) / (SENDERS * (messages / 4)),
      redis: (redisAfter - redisBefore) / connections,
    };
  });
}

/** Microseconds of CPU that Redis has used so far. */
export async function cpuOf({ info }: Pick<AskRedis, 'info'>): Promise<number> {
  const figure = await info();
  return 1e6 * (figure('used_cpu_user') + figure('used_cpu_sys'));
}
