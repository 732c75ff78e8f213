/** Several nodes with one Redis, each a process as `npm run nodes` starts it, for as long as something takes. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { type LabNode, startNode } from './node.ts';
import { startRedis } from './redis.ts';

export interface SeveralNodes {
  readonly nodes: readonly LabNode[];
  readonly redisUrl: string;
  /** For whatever else is started. */
  readonly folder: string;
  /** Ends Redis at once. */
  killRedis(): Promise<void>;
  /** Starts it again at the same place, empty. */
  restartRedis(): Promise<void>;
}

/** @param options - further ones of `npm start` */
export async function withNodes<Result>(
  work: (several: SeveralNodes) => Promise<Result>,
  options: readonly string[] = [],
): Promise<Result> {
  const folder = await mkdtemp(path.join(tmpdir(), 'lab-nodes-'));
  let redis = await startRedis(folder);
  const end = async (signal: NodeJS.Signals) => {
    redis.kill(signal);
    await redis.ended;
  };
  const nodes: LabNode[] = [];
  try {
    const seats = ['--max-connections-per-address', '10000', '--max-unauthenticated', '10000'];
    const args = ['--no-tls', '--demo', '--trust-proxy', '1', '--log-level', 'error', ...seats, ...options];
    const env = { ...process.env, LAB_REDIS: redis.url };
    for (const name of ['A', 'B', 'C']) {
      const died = (how: number | string) => process.stderr.write(`Node ${name} has ended (${how}).\n`);
      nodes.push(await startNode({ name, args, env, died }));
    }
    return await work({
      nodes,
      redisUrl: redis.url,
      folder,
      killRedis: () => end('SIGKILL'),
      async restartRedis() {
        redis = await startRedis(folder);
      },
    });
  } finally {
    await Promise.all(nodes.map((node) => node.kill()));
    await end('SIGKILL');
    await rm(folder, { recursive: true, force: true });
  }
}
