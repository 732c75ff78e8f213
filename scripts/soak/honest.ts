/** Honest clients: some that stay and send messages, and visitors that connect, send one message and leave. */
import { setTimeout as pause } from 'node:timers/promises';
import { openWebSocket, type WebSocketClient } from '@websocket-auth-lab/wire';
import { AUTHENTICATED_TEXT, DEMO_TOKEN, formatTokenMessage } from '../../protocol/messages.ts';

const STAYING = 20;

/** Milliseconds between two messages of a client, and between two visits. */
const TALK_MS = 100;
const VISIT_MS = 250;

/** Milliseconds after which an answer counts as failed. */
const PATIENCE_MS = 10_000;

/** What honest clients saw since the last sample. Times are milliseconds from a message to its echo. */
export interface Seen {
  readonly p50: number;
  readonly p95: number;
  readonly p99: number;
  readonly echoes: number;
  readonly visits: number;
  readonly failures: readonly string[];
}

export interface Honest {
  readonly staying: number;
  seen(): Seen;
  stop(): Promise<void>;
}

export async function startHonest(url: string): Promise<Honest> {
  let isOver = false;
  let times: number[] = [];
  let visits = 0;
  let failures: string[] = [];

  const talk = async (client: WebSocketClient) => {
    for (let count = 0; !isOver; count++) {
      const start = performance.now();
      await exchange(client, `{"msg":"hello","n":${count}}`);
      times.push(performance.now() - start);
      await pause(TALK_MS);
    }
    await leave(client);
  };
  const visit = async () => {
    while (!isOver) {
      const client = await comeIn(url);
      await exchange(client, '{"msg":"on a visit"}');
      await leave(client);
      visits++;
      await pause(VISIT_MS);
    }
  };
  const failing = (work: Promise<void>): Promise<void> =>
    work.catch((error: unknown) => {
      failures.push(String(error));
    });
  /** Goes on after a visit that failed. */
  const goOnVisiting = async () => {
    while (!isOver) await failing(visit());
  };

  const clients = await Promise.all(Array.from({ length: STAYING }, () => comeIn(url)));
  const working = [...clients.map((client) => failing(talk(client))), goOnVisiting()];
  return {
    staying: STAYING,
    seen() {
      times.sort((one, other) => one - other);
      const at = (share: number) => times[Math.floor(times.length * share)] ?? Number.NaN;
      const seen = { p50: at(0.5), p95: at(0.95), p99: at(0.99), echoes: times.length, visits, failures };
      times = [];
      failures = [];
      visits = 0;
      return seen;
    },
    async stop() {
      isOver = true;
      await Promise.all(working);
    },
  };
}

async function comeIn(url: string): Promise<WebSocketClient> {
  const client = await patiently(openWebSocket(url, { tls: { rejectUnauthorized: false } }));
  if (!client.opened) throw new Error(`HTTP ${client.status}`);
  await exchange(client, formatTokenMessage(DEMO_TOKEN), AUTHENTICATED_TEXT);
  return client;
}

async function leave(client: WebSocketClient): Promise<void> {
  client.close();
  await client.connection.closed;
}

/** @param expected - the answer; without it the message itself */
async function exchange(client: WebSocketClient, message: string, expected = message): Promise<void> {
  client.send(message);
  const answer = await patiently(client.next());
  if (answer.type === 'closed') throw new Error(`closed with ${answer.code}`);
  if (answer.data !== expected) throw new Error('another answer than the right one');
}

/** @throws Error if something takes longer than honest clients wait */
function patiently<Value>(work: Promise<Value>): Promise<Value> {
  let timer: NodeJS.Timeout | undefined;
  const impatience = new Promise<never>((_resolve, reject) => {
    timer = setTimeout(() => reject(new Error('no answer in time')), PATIENCE_MS);
  });
  return Promise.race([work, impatience]).finally(() => clearTimeout(timer));
}
