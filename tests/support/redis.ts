/** The real Redis, in a process of its own that ends with its test. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { createClient } from '@redis/client';
import { endWithUs } from '../../scripts/support/end-with-us.ts';
import { createLog, type Log } from '../../server/observe/log.ts';
import { createRedis, type Redis } from '../../server/redis/connection.ts';
import { lacks } from './system.ts';

/** Why there is no Redis to test with; false where there is one. */
export const noRedis = lacks('redis-server');

/** A test, or the hooks of a whole file. */
interface Owner {
  after(end: () => Promise<void>): void;
}

export interface RunningRedis {
  /** What `--redis` takes. */
  readonly url: string;
  readonly socket: string;
  /** Sends a command as an operator would. */
  ask(...command: string[]): Promise<unknown>;
  /** Every key. */
  keys(): Promise<string[]>;
  /** Ends the process at once, as `kill -9` does. */
  kill(): Promise<void>;
  /** Starts it again at the same place, empty. */
  restart(): Promise<void>;
  /** Stops the process without ending it; `SIGCONT` lets it go on. */
  signal(signal: 'SIGSTOP' | 'SIGCONT'): void;
}

/**
 * Starts a Redis that keeps nothing on disk.
 *
 * @param options - further options of redis-server, such as `--maxmemory 2mb`
 */
export async function startRedis(owner: Owner, ...options: string[]): Promise<RunningRedis> {
  const folder = await mkdtemp(path.join(tmpdir(), 'lab-redis-'));
  const socket = path.join(folder, 'socket');
  let current = await run(folder, socket, options);
  owner.after(async () => {
    await current.end();
    await rm(folder, { recursive: true, force: true });
  });

  const ask = async (...command: string[]) => {
    const client = createClient({ url: `unix://${socket}`, socket: { reconnectStrategy: false } });
    client.on('error', () => {});
    await client.connect();
    try {
      return await client.sendCommand(command);
    } finally {
      client.destroy();
    }
  };

  return {
    url: `unix://${socket}`,
    socket,
    ask,
    async keys() {
      const answer = await ask('KEYS', '*');
      return Array.isArray(answer) ? answer.map(String).sort() : [];
    },
    kill: () => current.end(),
    async restart() {
      await current.end();
      current = await run(folder, socket, options);
    },
    signal: (signal) => current.signal(signal),
  };
}

async function run(folder: string, socket: string, options: readonly string[]) {
  // Without a port: tests reach it by a socket in a folder of their own.
  const fixed = ['--port', '0', '--unixsocket', socket, '--dir', folder, '--save', '', '--appendonly', 'no'];
  const server = spawn('redis-server', [...fixed, ...options], { stdio: ['ignore', 'pipe', 'ignore'] });
  const exited = once(server, 'exit');
  endWithUs(server);
  let said = '';
  for await (const chunk of server.stdout.setEncoding('utf8').iterator({ destroyOnReturn: false })) {
    said += chunk;
    if (/ready to accept connections/i.test(said)) break;
  }
  if (!/ready to accept connections/i.test(said)) throw new Error(`redis-server did not start:\n${said}`);
  server.stdout.resume();
  return {
    signal: (signal: NodeJS.Signals) => void server.kill(signal),
    async end() {
      server.kill('SIGKILL');
      await exited;
    },
  };
}

/** Connects as a node does; the connection ends with the test. @param now - the node's clock */
export async function openRedis(
  owner: Owner,
  { url }: Pick<RunningRedis, 'url'>,
  log: Log = createLog('silent'),
  now: () => number = Date.now,
): Promise<Redis> {
  const redis = createRedis({ url, log, now });
  owner.after(() => redis.close());
  await redis.open();
  return redis;
}
