/** Measures how long honest clients wait for an echo, while nobody else is there and while a crowd attacks. */
import type { WebSocketClient } from '@websocket-auth-lab/wire';
import { endChild, forkScript, nextMessage, withServer } from './child.ts';
import { openConnection, several, untilEchoed } from './client.ts';
import { type Dialect, dialectOf, type Kind } from './dialects.ts';

const HONEST = 10;

/** Milliseconds between two messages of a client, which is within the default rate. */
const EVERY_MS = 40;

/** Milliseconds. */
export interface Latency {
  readonly p50: number;
  readonly p95: number;
  readonly p99: number;
}

export interface Latencies {
  readonly quiet: Latency;
  readonly attacked: Latency;
}

/** @param seconds - how long each of the two is measured */
export function measureLatency(kind: Kind, seconds: number): Promise<Latencies> {
  const dialect = dialectOf(kind);
  const attackedServer = true;
  return withServer(
    kind,
    async ({ port }) => {
      const honest = await several(HONEST, () => openConnection(port, dialect));
      await watch(honest, dialect, 2);
      const quiet = await watch(honest, dialect, seconds);
      const crowd = forkScript('./crowd.ts', [kind, String(port)]);
      await nextMessage(crowd);
      const attacked = await watch(honest, dialect, seconds);
      await endChild(crowd);
      return { quiet, attacked };
    },
    attackedServer,
  );
}

async function watch(
  clients: readonly WebSocketClient[],
  dialect: Dialect,
  seconds: number,
): Promise<Latency> {
  const times = (await Promise.all(clients.map((client) => watchOne(client, dialect, seconds)))).flat();
  times.sort((one, other) => one - other);
  const at = (share: number) => times[Math.floor(times.length * share)] ?? Number.NaN;
  return { p50: at(0.5), p95: at(0.95), p99: at(0.99) };
}

/** Sends at fixed times, even if an answer is late, so that no waiting is missing from the figures. */
async function watchOne(client: WebSocketClient, dialect: Dialect, seconds: number): Promise<number[]> {
  const sent: number[] = [];
  const times: number[] = [];
  const count = (seconds * 1000) / EVERY_MS;
  const timer = setInterval(() => {
    sent.push(performance.now());
    client.send(dialect.message(sent.length));
    if (sent.length >= count) clearInterval(timer);
  }, EVERY_MS);
  await untilEchoed(client, dialect, () => {
    times.push(performance.now() - (sent[times.length] ?? 0));
    return times.length >= count;
  });
  return times;
}
