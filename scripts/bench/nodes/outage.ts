/** Measures how long a service is away when its Redis is killed and started again. */
import { setTimeout as pause } from 'node:timers/promises';
import { ask } from '@websocket-auth-lab/wire';
import { demoUsers } from '../../../protocol/demo-users.ts';
import { fetchTicket, signIn } from '../../client/auth.ts';
import { withNodes } from '../../nodes/several.ts';

/** Milliseconds between two questions. */
const ASK_MS = 10;

/** Milliseconds for which Redis stays away. */
const AWAY_MS = 1000;

/** Milliseconds. */
export interface Outage {
  /** From the end of Redis until every node says that it is not ready. */
  readonly noticed: number;
  /** From the moment when Redis is there again until every node is ready and has issued a ticket. */
  readonly back: number;
}

export function measureOutages(count: number): Promise<Outage[]> {
  return withNodes(async ({ nodes, killRedis, restartRedis }) => {
    const origins = nodes.map(({ address }) => `http://${address}`);
    const every = async (status: number) => {
      for (const origin of origins) {
        while ((await ask(`${origin}/readyz`)).status !== status) await pause(ASK_MS);
      }
    };
    const outages: Outage[] = [];
    await every(200);
    while (outages.length < count) {
      const killed = performance.now();
      await killRedis();
      await every(503);
      const noticed = performance.now() - killed;
      await pause(AWAY_MS);
      await restartRedis();
      const there = performance.now();
      await every(200);
      await Promise.all(origins.map(useIt));
      outages.push({ noticed, back: performance.now() - there });
    }
    return outages;
  });
}

async function useIt(origin: string): Promise<void> {
  const http = { origin, ca: undefined, insecure: false, onWire() {} };
  const [user] = demoUsers;
  await fetchTicket(http, await signIn(http, user?.user ?? '', user?.password ?? ''), 'first-message');
}
