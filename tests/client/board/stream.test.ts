import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer, type ServerResponse } from 'node:http';
import { describe, it, type TestContext } from 'node:test';
import { type StreamState, watchBoard } from '../../../client/api/board.ts';
import type { Snapshot } from '../../../protocol/board.ts';
import { startLab } from '../../support/lab.ts';

/** Watches until the test ends. */
function watch(t: TestContext, url: string) {
  const states: StreamState[] = [];
  const snapshots: Snapshot[] = [];
  const told = new EventTarget();
  const stop = watchBoard(
    url,
    (snapshot) => snapshots.push(snapshot),
    (state) => {
      states.push(state);
      told.dispatchEvent(new Event('changed'));
    },
  );
  t.after(stop);
  return {
    states,
    snapshots,
    stop,
    async until(state: StreamState) {
      while (states.at(-1) !== state) await once(told, 'changed');
    },
  };
}

const plain = { tls: false } as const;

/** Answers each request in another way, one after the other: what a server that works takes long to say. */
async function answering(t: TestContext, ...answers: ((response: ServerResponse) => void)[]) {
  const server = createServer((_request, response) => {
    // What Node's fetch keeps open for later may throw from a timer once it was collected.
    response.setHeader('Connection', 'close');
    answers.shift()?.(response);
  }).listen(0, 'localhost');
  await once(server, 'listening');
  t.after(() => {
    server.close();
    server.closeAllConnections();
  });
  const address = server.address();
  assert.ok(typeof address === 'object' && address);
  return `http://localhost:${address.port}/`;
}

describe('the stream of a board', { timeout: 20_000 }, () => {
  it('says that the server is gone, and goes on by itself when it is back', async (t) => {
    const lab = await startLab(t, plain);
    const { states, snapshots, until } = watch(t, `${lab.urls.page}api/board`);
    await until('live');
    await lab.close();
    await until('lost');
    await startLab(t, { ...plain, port: lab.port });
    await until('live');
    assert.deepEqual(states, ['live', 'lost', 'live']);
    assert.ok(snapshots.length >= 2);
  });

  it('does not ask again where it may not watch', async (t) => {
    const settings = { ...plain, demo: false, authToken: 'a'.repeat(32), trustProxy: 1 };
    const lab = await startLab(t, settings);
    const { states, until } = watch(t, `${lab.urls.page}api/board`);
    await until('denied');
    await lab.close();
    assert.deepEqual(states, ['denied']);
  });

  it('waits for a place where all are taken, and takes no answer for a stream that is none', async (t) => {
    const url = await answering(
      t,
      (response) => response.writeHead(503).end(),
      (response) => response.writeHead(500).end('data: {}\n\n'),
      (response) => response.end('data: {"at":1}\n\ndata: nonsense\n\n'),
    );
    const { states, snapshots, until } = watch(t, url);
    await until('full');
    await until('lost');
    assert.deepEqual([states, snapshots], [['full', 'lost'], []]);
  });

  it('takes a server that says nothing for gone', async (t) => {
    const asked = new EventTarget();
    const url = await answering(t, (response) => {
      response.write(': subscribed\n\n');
      asked.dispatchEvent(new Event('answered'));
    });
    t.mock.timers.enable({ apis: ['setTimeout'] });
    const { until } = watch(t, url);
    await once(asked, 'answered');
    const lost = until('lost');
    t.mock.timers.tick(5000);
    await lost;
  });

  it('ends when it is told to', async (t) => {
    const lab = await startLab(t, plain);
    const { states, until, stop } = watch(t, `${lab.urls.page}api/board`);
    await until('live');
    stop();
    await lab.close();
    assert.deepEqual(states, ['live']);
  });
});
