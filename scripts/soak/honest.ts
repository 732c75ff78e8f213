/** Honest clients: some that stay and talk, and visitors that come in, say one thing and go. */
import { once } from 'node:events';
import { setTimeout as pause } from 'node:timers/promises';
import WebSocket from 'ws';
import { AUTHENTICATED_TEXT, DEMO_TOKEN, formatTokenMessage } from '../../protocol/messages.ts';

const STAYING = 20;

/** Milliseconds from one message of a client to its next, and from one visit to the next. */
const TALK_MS = 100;
const VISIT_MS = 250;

/** Milliseconds after which an answer counts as failed. */
const PATIENCE_MS = 10_000;

/** What honest clients saw since the last time. Milliseconds from a message to its echo. */
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

  const talk = async (client: WebSocket) => {
    for (let count = 0; !isOver; count++) {
      const start = performance.now();
      await exchange(client, `{"msg":"hello","n":${count}}`);
      times.push(performance.now() - start);
      await pause(TALK_MS);
    }
    client.close();
    await once(client, 'close');
  };
  const visit = async () => {
    while (!isOver) {
      const client = await comeIn(url);
      await exchange(client, '{"msg":"on a visit"}');
      client.close();
      await once(client, 'close');
      visits++;
      await pause(VISIT_MS);
    }
  };
  const failing = (work: Promise<void>): Promise<void> =>
    work.catch((error: unknown) => {
      failures.push(String(error));
    });
  /** A visit that failed is not the last. */
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

async function comeIn(url: string): Promise<WebSocket> {
  const client = new WebSocket(url, { rejectUnauthorized: false, perMessageDeflate: false });
  await once(client, 'open', { signal: AbortSignal.timeout(PATIENCE_MS) });
  await exchange(client, formatTokenMessage(DEMO_TOKEN), AUTHENTICATED_TEXT);
  return client;
}

/** @param expected - the answer; without it the message itself */
async function exchange(client: WebSocket, message: string, expected = message): Promise<void> {
  client.send(message);
  const answer = await new Promise<string>((resolve, reject) => {
    const timer = setTimeout(() => settle(() => reject(new Error('no answer in time'))), PATIENCE_MS);
    const onMessage = (data: WebSocket.RawData) => settle(() => resolve(String(data)));
    const onClose = (code: number) => settle(() => reject(new Error(`closed with ${code}`)));
    const settle = (end: () => void) => {
      clearTimeout(timer);
      client.off('message', onMessage).off('close', onClose);
      end();
    };
    client.on('message', onMessage).on('close', onClose);
  });
  if (answer !== expected) throw new Error('another answer than the right one');
}
