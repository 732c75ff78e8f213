/**
 * Measures what Redis adds to the cost of a node: CPU time of its process per connection with a ticket, and per echo. A
 * bare ws server, a node without Redis and one with Redis run side by side and are measured in turns, since what the
 * machine does otherwise changes within seconds.
 */
import { Agent } from 'node:https';
import type { WebSocketClient } from '@websocket-auth-lab/wire';
import { alice } from '../../../protocol/demo-users.ts';
import { formatTokenMessage } from '../../../protocol/messages.ts';
import { fetchTicket, type HttpSettings, signIn } from '../../client/auth.ts';
import type { AskRedis } from '../../support/ask-redis.ts';
import { type ServerProcess, withScript, withServer } from '../child.ts';
import { echo, openConnection, several } from '../client.ts';
import { type Dialect, dialectOf } from '../dialects.ts';

/** Connections that are opened first, so that the server's code is compiled before it is measured. */
const WARMING = 300;
const SENDERS = 20;
const PIPELINED = 50;

/** Each may have eight unused tickets. */
const SESSIONS = 8;

/** Microseconds of CPU. */
export interface NodeCost {
  /** For a connection that is opened and authenticated, and for fetching the ticket that opens it, if one does. */
  readonly connection: number;
  readonly pipelined: number;
  readonly single: number;
  /** Of Redis, for the same as `connection`; 0 without one. */
  readonly redis: number;
}

export interface Round {
  readonly bare: NodeCost;
  readonly alone: NodeCost;
  readonly shared: NodeCost;
}

export interface CostSize {
  readonly rounds: number;
  /** Of each server in each round. */
  readonly connections: number;
  /** Per sender, in each round. */
  readonly messages: number;
}

/** @param url - of the Redis that the second node has */
export function measureNodeCosts(
  size: CostSize,
  url: string,
  inRedis: AskRedis,
  done: (round: number) => void,
): Promise<Round[]> {
  return withServer('bare', (bareServer) =>
    withScript('./nodes/node.ts', [], (aloneServer) =>
      withScript('./nodes/node.ts', [url], async (sharedServer) => {
        const bare = await prepare(bareServer, dialectOf('bare'));
        const alone = await prepareNode(aloneServer);
        const shared = await prepareNode(sharedServer);
        const rounds: Round[] = [];
        while (rounds.length < size.rounds) {
          rounds.push({
            bare: await measure(bare, size),
            alone: await measure(alone, size),
            shared: await measure(shared, size, inRedis),
          });
          done(rounds.length);
        }
        for (const one of [bare, alone, shared]) one.end();
        return rounds;
      }),
    ),
  );
}

/** A server with warm code, and connections that send messages. */
interface Subject {
  readonly usage: ServerProcess['usage'];
  readonly dialect: Dialect;
  open(): Promise<WebSocketClient>;
  readonly senders: readonly WebSocketClient[];
  end(): void;
}

async function prepare(
  { port, usage }: ServerProcess,
  dialect: Dialect,
  helloOf: () => Promise<string> = async () => dialect.hello,
): Promise<Subject> {
  const clients: WebSocketClient[] = [];
  const open = async () => {
    const client = await openConnection(port, { ...dialect, hello: await helloOf() });
    clients.push(client);
    return client;
  };
  const first = await several(WARMING, open);
  const end = () => {
    for (const { connection } of clients) connection.destroy();
  };
  return { usage, dialect, open, senders: first.slice(0, SENDERS), end };
}

async function prepareNode(server: ServerProcess): Promise<Subject> {
  const agent = new Agent({ keepAlive: true });
  const origin = `https://127.0.0.1:${server.port}`;
  const http: HttpSettings = { origin, ca: undefined, insecure: true, onWire() {}, agent };
  const sessions = await several(SESSIONS, () => signIn(http, alice.user, alice.password));
  let opened = 0;
  const subject = await prepare(server, dialectOf('lab'), async () => {
    const session = sessions[opened++ % SESSIONS];
    if (!session) throw new Error('nobody is signed in');
    return formatTokenMessage(await fetchTicket(http, session, 'first-message'));
  });
  return {
    ...subject,
    end() {
      subject.end();
      agent.destroy();
    },
  };
}

async function measure(
  { usage, open, senders, dialect }: Subject,
  { connections, messages }: CostSize,
  inRedis?: AskRedis,
): Promise<NodeCost> {
  const redisCpu = async () => (inRedis ? cpuOf(inRedis) : 0);
  const redisBefore = await redisCpu();
  const before = await usage();
  await several(connections, open);
  const opened = await usage();
  const redisAfter = await redisCpu();
  await Promise.all(senders.map((socket) => echo(socket, dialect, messages, PIPELINED)));
  const piped = await usage();
  await Promise.all(senders.map((socket) => echo(socket, dialect, messages / 4, 1)));
  const single = await usage();
  return {
    connection: (opened.cpu - before.cpu) / connections,
    pipelined: (piped.cpu - opened.cpu) / (SENDERS * messages),
    single: (single.cpu - piped.cpu) / (SENDERS * (messages / 4)),
    redis: (redisAfter - redisBefore) / connections,
  };
}

/** Microseconds of CPU that Redis has used so far. */
export async function cpuOf({ info }: Pick<AskRedis, 'info'>): Promise<number> {
  const figure = await info();
  return 1e6 * (figure('used_cpu_user') + figure('used_cpu_sys'));
}
