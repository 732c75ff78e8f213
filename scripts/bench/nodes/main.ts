/** `npm run bench -- --nodes`: what Redis adds to the cost of a node, and how long it takes to come back. */
import { mkdtemp, rm } from 'node:fs/promises';
import { availableParallelism, loadavg, tmpdir } from 'node:os';
import path from 'node:path';
import { requireProgram } from '../../nodes/process.ts';
import { startRedis } from '../../nodes/redis.ts';
import { type AskRedis, askRedis } from '../../support/ask-redis.ts';
import { median, rounded } from '../report.ts';
import { type CostSize, measureNodeCosts } from './cost.ts';
import { measureDeath } from './death.ts';
import { measureOutages } from './outage.ts';
import { costRows, type NodesFigures } from './report.ts';
import { measureStore } from './store.ts';

export interface NodesSize extends CostSize {
  readonly outages: number;
  /** Of the three nodes of which one is killed. */
  readonly clients: number;
}

export async function measureNodes(size: NodesSize, say: (sentence: string) => void): Promise<NodesFigures> {
  requireProgram('nginx');
  requireProgram('redis-server');
  const load = rounded(loadavg()[0] ?? Number.NaN);
  const beside = await withRedis(async (url, inRedis) => {
    const info = String(await inRedis.ask('INFO', 'server'));
    const redis = /^redis_version:(\S+)/m.exec(info)?.[1] ?? 'unknown';
    const store = await measureStore(url, inRedis);
    say('tickets and sessions done');
    const rounds = await measureNodeCosts(size, url, inRedis, (round) =>
      say(`round ${round} of ${size.rounds} done`),
    );
    return { redis, store, rounds };
  });
  const outages = await measureOutages(size.outages);
  say('Redis was killed and is back');
  const death = await measureDeath(size.clients);
  return {
    machine: { node: process.versions.node, redis: beside.redis, cores: availableParallelism(), load },
    at: new Date().toISOString().slice(0, 10),
    rounds: size.rounds,
    connections: size.connections,
    cost: costRows(beside.rounds),
    redisPerConnection: rounded(median(beside.rounds.map(({ shared }) => shared.redis))),
    store: beside.store,
    outages,
    death,
  };
}

async function withRedis<Result>(work: (url: string, inRedis: AskRedis) => Promise<Result>): Promise<Result> {
  const folder = await mkdtemp(path.join(tmpdir(), 'lab-bench-'));
  const redis = await startRedis(folder);
  const inRedis = await askRedis(redis.url);
  try {
    return await work(redis.url, inRedis);
  } finally {
    inRedis.close();
    redis.kill('SIGTERM');
    await redis.ended;
    await rm(folder, { recursive: true, force: true });
  }
}
