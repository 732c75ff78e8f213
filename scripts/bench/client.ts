import { openWebSocket, type WebSocketClient, type WebSocketEvent } from '@websocket-auth-lab/wire';
import type { Dialect } from './dialects.ts';

/** Opens a connection and authenticates. @param from - the client's own address */
export async function openConnection(
  port: number,
  dialect: Dialect,
  from = '127.0.0.1',
  host = '127.0.0.1',
): Promise<WebSocketClient> {
  const client = await openSilent(port, dialect, from, host);
  client.send(dialect.hello);
  for (;;) {
    const event = await client.next();
    if (event.type === 'closed') throw new Error(`not let in: closed with ${event.code}`);
    if (dialect.isWelcome(String(event.data))) break;
  }
  client.listen(ignore);
  return client;
}

/** Opens a connection and says nothing. */
export async function openSilent(
  port: number,
  { path, subprotocols }: Pick<Dialect, 'path' | 'subprotocols'>,
  localAddress: string,
  host = '127.0.0.1',
): Promise<WebSocketClient> {
  const client = await openWebSocket(`wss://${host}:${port}${path}`, {
    protocols: subprotocols,
    tls: { rejectUnauthorized: false },
    localAddress,
  });
  if (!client.opened) throw new Error(`not let in: HTTP ${client.status}`);
  return client;
}

/** Does something so many times, ten at a time. */
export async function several<Result>(count: number, work: () => Promise<Result>): Promise<Result[]> {
  const results: Result[] = [];
  while (results.length < count) {
    const batch = Array.from({ length: Math.min(10, count - results.length) }, work);
    results.push(...(await Promise.all(batch)));
  }
  return results;
}

/** Sends so many messages, at most `atOnce` without an answer, and waits for every echo. */
export function echo(
  client: WebSocketClient,
  dialect: Dialect,
  count: number,
  atOnce: number,
): Promise<void> {
  if (count === 0) return Promise.resolve();
  let sent = 0;
  let received = 0;
  const send = () => {
    for (; sent < count && sent - received < atOnce; sent++) client.send(dialect.message(sent));
  };
  const echoes = untilEchoed(client, dialect, () => {
    received++;
    if (received === count) return true;
    if (received === sent || (atOnce > 1 && sent - received <= atOnce / 2)) send();
    return false;
  });
  send();
  return echoes;
}

/**
 * Waits for echoes.
 *
 * @param echoed - called for each; says whether it was the last
 * @throws Error when the connection is closed instead
 */
export function untilEchoed(client: WebSocketClient, dialect: Dialect, echoed: () => boolean): Promise<void> {
  return new Promise((resolve, reject) => {
    client.listen((event: WebSocketEvent) => {
      if (event.type === 'closed') return reject(new Error(`closed with ${event.code}`));
      if (!dialect.isEcho(String(event.data)) || !echoed()) return;
      client.listen(ignore);
      resolve();
    });
  });
}

function ignore(): void {}
