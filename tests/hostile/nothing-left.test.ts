/** In a process of its own, because it counts what is left in the process. */
import assert from 'node:assert/strict';
import { once } from 'node:events';
import { describe, it, type TestContext } from 'node:test';
import { setTimeout as pause } from 'node:timers/promises';
import { isDeepStrictEqual } from 'node:util';
import v8 from 'node:v8';
import vm from 'node:vm';
import fc from 'fast-check';
import WebSocket from 'ws';
import { Passage } from '../../packages/gate/src/passage.ts';
import { DEMO_TOKEN } from '../../protocol/messages.ts';
import { leaveAfter, misuses } from '../../scripts/soak/misuses.ts';
import { Traffic } from '../../server/connection/traffic.ts';
import { connect, type TestClient } from '../support/client.ts';
import { type RunningLab, startLab } from '../support/lab.ts';
import { authenticated, metric, untilMetric, waiting } from '../support/limits.ts';
import { startSlow } from '../support/slow-auth.ts';

v8.setFlagsFromString('--expose-gc');
const collect: () => void = vm.runInNewContext('gc');

/** Milliseconds in which everything must be gone: longer than any grace the server gives. */
const CLEAN_UP_MS = 5000;

/**
 * Counts what the server keeps of its connections, in any list, timer or closure. Takes a second: it walks the heap.
 */
function kept() {
  const count = (kind: typeof Passage | typeof Traffic) => v8.queryObjects(kind, { format: 'count' });
  return { gates: count(Passage), traffics: count(Traffic) };
}

/**
 * What keeps the process running: sockets and timers. A `MessagePort` belongs to tsx while it loads something. The
 * server reads the files of its certificate again and again, so it always waits either for a timer or for the files.
 */
function running(): string[] {
  const kinds = process.getActiveResourcesInfo().filter((kind) => kind !== 'MessagePort');
  const others = kinds.filter((kind) => kind !== 'FSReqCallback');
  return (others.length < kinds.length ? [...others, 'Timeout'] : others).sort();
}

/** What is there in every one of several looks: what lasts only for a moment, such as the end of a thread, is not. */
async function runningAtRest(): Promise<string[]> {
  let rest = running();
  for (let looks = 0; looks < 10; looks++) {
    await pause(100);
    const now = running();
    rest = rest.filter((kind) => {
      const at = now.indexOf(kind);
      return at >= 0 && now.splice(at, 1).length > 0;
    });
  }
  return rest;
}

/** What is there beyond what was there before. What was there may have ended, such as a timer of the start. */
function runningBeyond(before: readonly string[]): string[] {
  const rest = [...before];
  return running().filter((kind) => {
    const at = rest.indexOf(kind);
    return at < 0 || rest.splice(at, 1).length === 0;
  });
}

async function assertSoon<Value>(actual: () => Value, expected: Value): Promise<void> {
  const end = performance.now() + CLEAN_UP_MS;
  while (!isDeepStrictEqual(actual(), expected) && performance.now() < end) await pause(50);
  assert.deepEqual(actual(), expected);
}

/** Bytes of JavaScript objects, after a collection. */
function heapUsed(): number {
  collect();
  return process.memoryUsage().heapUsed;
}

/** Clients from sixty addresses that leave at any moment, forty at a time. */
async function crowd({ port }: RunningLab, count: number, seed: number): Promise<void> {
  const moment = fc.record({
    bytes: fc.oneof(fc.nat(1800), fc.constant(0)),
    how: fc.constantFrom('reset' as const, 'end' as const),
  });
  const moments = fc.sample(moment, { numRuns: count, seed });
  const one = async () => {
    for (let next = moments.pop(); next; next = moments.pop()) {
      await leaveAfter({ port, from: `127.0.1.${1 + (moments.length % 60)}` }, next.bytes, next.how);
    }
  };
  await Promise.all(Array.from({ length: 40 }, one));
}

async function enter(t: TestContext, lab: RunningLab): Promise<TestClient> {
  const client = await connect(t, lab.urls.webSocket);
  client.send(`{"token":"${DEMO_TOKEN}"}`);
  assert.equal(await client.next(), 'Successfully authenticated.');
  return client;
}

async function echo(client: TestClient): Promise<void> {
  client.send('"still here"');
  assert.equal(await client.next(), '"still here"');
}

/** Connects, sends a message, and leaves. Unlike other clients of tests, it is not kept until the test ends. */
async function visit(lab: RunningLab): Promise<void> {
  const webSocket = new WebSocket(lab.urls.webSocket, { rejectUnauthorized: false });
  const heard: string[] = [];
  webSocket.on('message', (data) => {
    if (heard.push(String(data)) === 2) webSocket.close();
  });
  await once(webSocket, 'open');
  webSocket.send(`{"token":"${DEMO_TOKEN}"}`);
  webSocket.send('"hello"');
  const [code] = await once(webSocket, 'close');
  assert.deepEqual([...heard, code], ['Successfully authenticated.', '"hello"', 1005]);
}

/** Keeps one client talking and others coming and going, until some work is done. */
async function meanwhile(lab: RunningLab, inside: TestClient, work: Promise<unknown>) {
  let isOver = false;
  const over = work.finally(() => {
    isOver = true;
  });
  while (!isOver) {
    await echo(inside);
    await visit(lab);
    await pause(50);
  }
  await over;
}

describe('Nothing is left', { timeout: 120_000 }, () => {
  it('of clients that leave at any moment, or misbehave in other ways, while honest ones are served', async (t) => {
    const seed = Date.now();
    t.diagnostic(`seed ${seed}`);
    const lab = await startLab(t, { logLevel: 'silent', authDeadlineMs: 2000 });
    const inside = await enter(t, lab);
    const before = await runningAtRest();
    await meanwhile(lab, inside, crowd(lab, 200, seed));
    await assertSoon(() => runningBeyond(before), []);
    const heapBefore = heapUsed();

    const others = Object.values(misuses).map((misuse, index) =>
      misuse({ port: lab.port, from: `127.0.2.${1 + index}` }),
    );
    await meanwhile(lab, inside, Promise.all([crowd(lab, 600, seed + 1), ...others]));
    await assertSoon(() => runningBeyond(before), []);
    const grown = heapUsed() - heapBefore;
    // A connection of the server takes about 10 KB, and code that runs for the first time about 1 MB.
    assert.ok(grown < 3_000_000, `${grown} bytes more`);
    assert.deepEqual(kept(), { gates: 1, traffics: 1 });
    assert.deepEqual([await metric(lab, waiting), await metric(lab, authenticated)], [0, 1]);
  });

  it('of clients that leave while a slow auth server is being asked about them', async (t) => {
    const seed = Date.now();
    t.diagnostic(`seed ${seed}`);
    const slow = await startSlow(t, { logLevel: 'silent', authDeadlineMs: 300 });
    const { lab } = slow;
    await crowd(lab, 200, seed);
    await untilMetric(lab, waiting, 0);
    await assertSoon(() => slow.open, 0);
    // The timer of the certificate.
    await assertSoon(() => running().filter((kind) => kind === 'Timeout').length, 1);
    assert.deepEqual(kept(), { gates: 0, traffics: 0 });
    slow.release();
    await enter(t, lab);
  });
});
