/** `npm run soak -- --redis`: several nodes with one Redis, and at the end a list of every key that is left in it. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { startNode } from '../nodes/node.ts';
import { startRedis } from '../nodes/redis.ts';
import { askRedis } from '../support/ask-redis.ts';
import { countsOf, problemsOfKeys, readKeys } from './keys.ts';
import { SETTLED_MS, startPeople } from './people.ts';

const NAMES = ['A', 'B'];

/** Milliseconds after which Redis has forgotten a node that was killed. */
const FORGOTTEN_MS = 6000;

export interface KeysSample {
  readonly seconds: number;
  readonly visits: number;
  readonly usedBytes: number;
  readonly keys: Readonly<Record<string, number>>;
}

/**
 * Lets people come and go, kills a node in the middle and starts it again, and looks at the keys at intervals and at the
 * end.
 *
 * @returns what was seen, and what is wrong, in sentences
 */
export async function soakNodes(
  seconds: number,
  every: number,
  said: (line: string) => void,
): Promise<{ samples: readonly KeysSample[]; problems: readonly string[] }> {
  const folder = await mkdtemp(path.join(tmpdir(), 'lab-soak-'));
  const redis = await startRedis(folder);
  const inRedis = await askRedis(redis.url);
  const args = ['--no-tls', '--demo', '--trust-proxy', '1', '--log-level', 'warn'];
  const env = { ...process.env, LAB_REDIS: redis.url };
  const problems: string[] = [];
  const died = (how: number | string) => problems.push(`A node has ended (${how}).`);
  const nodes = await Promise.all(NAMES.map((name) => startNode({ name, args, env, died })));
  const [, second] = nodes;
  const start = performance.now();
  const people = startPeople(
    () => nodes.filter(({ isRunning }) => isRunning).map(({ address }) => `http://${address}`),
    nodes.length,
  );
  const samples: KeysSample[] = [];

  const look = async () => {
    const keys = await readKeys(inRedis);
    problems.push(...problemsOfKeys(keys, people.expected()));
    const sample = {
      seconds: Math.round((performance.now() - start) / 1000),
      visits: people.visits,
      usedBytes: (await inRedis.info())('used_memory'),
      keys: Object.fromEntries(countsOf(keys)),
    };
    samples.push(sample);
    const counts = Object.entries(sample.keys).map(([kind, count]) => `${kind} ${count}`);
    said(
      `${sample.seconds} s, ${sample.visits} visits, ${(sample.usedBytes / 1e6).toFixed(2)} MB: ${counts.join(', ')}\n`,
    );
  };

  const count = Math.max(2, Math.ceil(seconds / every));
  for (let taken = 0; taken < count; taken++) {
    await pause(every * 1000);
    await look();
    if (taken === Math.floor(count / 2)) {
      await people.between(async () => {
        await second?.kill();
        await second?.start();
      });
      // Redis remembers the one that was killed for some seconds.
      await pause(FORGOTTEN_MS);
    }
  }
  await people.stop();
  await pause(SETTLED_MS);
  await look();

  await Promise.all(nodes.map((node) => node.stop()));
  inRedis.close();
  redis.kill('SIGTERM');
  await redis.ended;
  await rm(folder, { recursive: true, force: true });
  return { samples, problems: [...people.failures, ...problems] };
}
