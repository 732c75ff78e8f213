/** Honest clients that come while a hoard holds the pool. */
import { setTimeout as pause } from 'node:timers/promises';
import WebSocket from 'ws';
import { AUTHENTICATED_TEXT, DEMO_TOKEN, formatTokenMessage } from '../../protocol/messages.ts';

export interface Visit {
  /** Milliseconds from the first packet to the acknowledgement. */
  readonly ms: number;
  /** Undefined if the client got in; otherwise what it was told. */
  readonly turnedAway: string | undefined;
}

export interface Comer {
  readonly url: string;
  /** The client's own address. */
  readonly from: string;
  /** Milliseconds from the 101 until the client sends its token. */
  readonly hesitateMs?: number;
}

/** Milliseconds after which a client gives up. */
const PATIENCE_MS = 10_000;

/** Connects, authenticates, and leaves. */
export function visit({ url, from, hesitateMs = 0 }: Comer): Promise<Visit> {
  const start = performance.now();
  return new Promise((resolve) => {
    const socket = new WebSocket(url, {
      localAddress: from,
      rejectUnauthorized: false,
      perMessageDeflate: false,
      handshakeTimeout: PATIENCE_MS,
    });
    const end = (turnedAway?: string) => {
      resolve({ ms: performance.now() - start, turnedAway });
      socket.terminate();
    };
    socket.on('open', async () => {
      await pause(hesitateMs);
      socket.send(formatTokenMessage(DEMO_TOKEN), () => {});
    });
    socket.on('message', (data) => {
      if (String(data) === AUTHENTICATED_TEXT) end();
    });
    socket.on('close', (code, reason) => end(`${code} ${reason}`));
    socket.on('unexpected-response', (_request, response) => end(`HTTP ${response.statusCode}`));
    socket.on('error', (error) => end(error.message));
  });
}

/** Clients that come one after the other, each from an address of its own. @param everyMs - milliseconds between two */
export async function comeOneByOne(url: string, seconds: number, everyMs: number): Promise<Visit[]> {
  const visits: Promise<Visit>[] = [];
  const end = performance.now() + seconds * 1000;
  while (performance.now() < end) {
    const count = visits.length;
    visits.push(visit({ url, from: `127.0.${100 + ((count >> 7) % 100)}.${1 + (count % 128)}` }));
    await pause(everyMs);
  }
  return Promise.all(visits);
}

/** A class behind one address, whose clients all come at the same moment. */
export function comeAsClass(url: string, size: number, hesitateMs: number): Promise<Visit[]> {
  return Promise.all(Array.from({ length: size }, () => visit({ url, from: '127.0.99.1', hesitateMs })));
}

/** How many got in, how long they waited, and what the others were told. */
export function summary(visits: readonly Visit[]) {
  const times = visits.flatMap(({ ms, turnedAway }) => (turnedAway === undefined ? [ms] : []));
  times.sort((one, other) => one - other);
  const at = (share: number) => Math.round(times[Math.floor(times.length * share)] ?? Number.NaN);
  const told: Record<string, number> = {};
  for (const { turnedAway } of visits) {
    if (turnedAway !== undefined) told[turnedAway] = (told[turnedAway] ?? 0) + 1;
  }
  return { came: visits.length, gotIn: times.length, p50: at(0.5), p95: at(0.95), slowest: at(0.9999), told };
}
