/**
 * Attacks a server on this machine until the parent process ends: a thousand clients say nothing and come back whenever
 * they are closed, and some others authenticate and flood the server with messages.
 */
import type { WebSocketClient } from '@websocket-auth-lab/wire';
import { openConnection, openSilent, several } from './client.ts';
import { dialectOf, kinds } from './dialects.ts';

const SILENT = 1000;
const FLOODING = 20;

/** Messages that a flooding client sends at once. */
const FLOOD = 500;

/**
 * Milliseconds until a client that was closed comes back. Without a pause it would flood the server with TLS
 * handshakes.
 */
const SILENT_AWAY_MS = 30_000;
const FLOODING_AWAY_MS = 1000;

/** Milliseconds until a flooding client sends again. */
const PAUSE_MS = 500;

const [, , name, port] = process.argv;
const kind = kinds.find((one) => one === name);
if (!kind) throw new Error('name a server');
const dialect = dialectOf(kind);
let clients = 0;

await several(SILENT, () => comeAgain(SILENT_AWAY_MS, (from) => openSilent(Number(port), dialect, from)));
await several(FLOODING, () =>
  comeAgain(FLOODING_AWAY_MS, async (from) => {
    const client = await openConnection(Number(port), dialect, from);
    const timer = setInterval(() => {
      for (let count = 0; count < FLOOD; count++) client.send(dialect.message(count));
    }, PAUSE_MS);
    client.connection.closed.then(() => clearInterval(timer));
    return client;
  }),
);
process.send?.('here');
process.on('disconnect', () => process.exit());

async function comeAgain(awayMs: number, open: (from: string) => Promise<WebSocketClient>): Promise<void> {
  const again = () => setTimeout(() => void comeAgain(awayMs, open), awayMs);
  try {
    const client = await open(`127.0.77.${1 + (clients++ % 50)}`);
    client.connection.closed.then(again);
  } catch {
    again();
  }
}
