/** Measures how clients come back when one of three nodes behind nginx is killed, and what the others notice. */
import { setTimeout as pause } from 'node:timers/promises';
import type { WebSocketClient } from '@websocket-auth-lab/wire';
import { DEMO_TOKEN, formatTokenMessage } from '../../../protocol/messages.ts';
import { certificates } from '../../../server/basics/paths.ts';
import { loadOrMakeCertificates } from '../../../server/net/tls/tls.ts';
import { startNginx } from '../../nodes/nginx.ts';
import { withNodes } from '../../nodes/several.ts';
import { endChild, forkScript, nextMessage } from '../child.ts';
import { openConnection, several } from '../client.ts';
import { dialectOf } from '../dialects.ts';
import type { Returned } from './crowd.ts';

/** An address of this machine for the bench alone, since nginx cannot take a free port. */
const HOST = '127.0.92.1';
const PORT = 8443;

/** Clients that send a message every half second, and look how long its echo takes. */
const TALKERS = 60;
const TALK_MS = 500;

/** Milliseconds for which they are watched before. */
const BEFORE_MS = 5000;

export interface Death extends Returned {
  /** The 95th percentile of their wait for an echo, ms, of those who lost nothing: before, and until all were back. */
  readonly echoBefore: number;
  readonly echoMeanwhile: number;
}

export function measureDeath(clients: number): Promise<Death> {
  return withNodes(async ({ nodes, redisUrl, folder }) => {
    await loadOrMakeCertificates({ directory: certificates });
    const addresses = nodes.map(({ address }) => address);
    const listen = [`${HOST}:${PORT}`];
    const nginx = await startNginx({ folder, listen, nodes: addresses, perClient: 10_000 });
    const crowd = forkScript('./nodes/crowd.ts', [`https://${HOST}:${PORT}`, redisUrl, String(clients)]);
    try {
      await nextMessage(crowd);
      const hello = formatTokenMessage(DEMO_TOKEN);
      const talkers = (
        await several(TALKERS, () => openConnection(PORT, { ...dialectOf('lab'), hello }, '127.0.92.2', HOST))
      ).map(talk);
      await pause(BEFORE_MS);
      crowd.send('a node is killed');
      const killedAt = performance.now();
      const ended = nextMessage<Returned>(crowd);
      await nodes[0]?.kill();
      const returned = await ended;
      const echoes = talkers.filter(({ lost }) => !lost()).flatMap((talker) => talker.echoes);
      const waits = (from: number, to: number) =>
        echoes
          .filter(({ at }) => at >= from && at < to)
          .map(({ ms }) => ms)
          .sort((one, other) => one - other);
      const p95 = (sorted: readonly number[]) => sorted[Math.floor(sorted.length * 0.95)] ?? Number.NaN;
      for (const { end } of talkers) end();
      return {
        ...returned,
        echoBefore: p95(waits(killedAt - BEFORE_MS, killedAt)),
        echoMeanwhile: p95(waits(killedAt, killedAt + returned.last)),
      };
    } finally {
      await endChild(crowd);
      nginx.kill('SIGTERM');
      await nginx.ended;
    }
  });
}

function talk(client: WebSocketClient) {
  const echoes: { readonly at: number; readonly ms: number }[] = [];
  let at = 0;
  let lost = false;
  const timer = setInterval(() => {
    at = performance.now();
    client.send('"hello"');
  }, TALK_MS);
  client.listen((event) => {
    if (event.type === 'message') {
      echoes.push({ at, ms: performance.now() - at });
      return;
    }
    lost = true;
    clearInterval(timer);
  });
  return {
    echoes,
    lost: () => lost,
    end() {
      clearInterval(timer);
      client.connection.destroy();
    },
  };
}
