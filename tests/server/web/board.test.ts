import assert from 'node:assert/strict';
import { once } from 'node:events';
import { connect } from 'node:net';
import { describe, it, type TestContext } from 'node:test';
import express from 'express';
import { SNAPSHOT_MS } from '../../../protocol/board.ts';
import { createMetrics, type Figures } from '../../../server/observe/metrics.ts';
import { type Board, createBoard } from '../../../server/web/board.ts';

const tick = () => new Promise((resolve) => setImmediate(resolve));

/**
 * Serves the board of a server without clients, with a clock that the test moves.
 *
 * @param cause - is in every snapshot
 */
async function serveBoard(t: TestContext, cause?: string) {
  t.mock.timers.enable({ apis: ['setInterval'] });
  const metrics = createMetrics({ waiting: 0, settled: 0 });
  t.after(metrics.close);
  if (cause !== undefined) metrics.refused('gate', cause);
  let asked = 0;
  const figures = (): Promise<Figures> => {
    asked++;
    return metrics.figures();
  };
  const board: Board = createBoard(
    figures,
    () => true,
    () => 'one address',
  );
  const app = express().get('/api/board', board.route);
  const server = app.listen(0, '127.0.0.1');
  await once(server, 'listening');
  t.after(() => {
    server.close();
    server.closeAllConnections();
  });
  const address = server.address();
  assert.ok(typeof address === 'object' && address);
  return {
    server,
    port: address.port,
    board,
    asked: () => asked,
    /** Lets the time of a snapshot pass. */
    async pass() {
      t.mock.timers.tick(SNAPSHOT_MS);
      await tick();
    },
  };
}

/** A client that sends the request, and then reads or not. */
function ask(t: TestContext, port: number) {
  const socket = connect(port, '127.0.0.1');
  t.after(() => socket.destroy());
  socket.write('GET /api/board HTTP/1.1\r\nHost: localhost\r\n\r\n');
  return socket;
}

describe('the board’s stream', { timeout: 20_000 }, () => {
  it('reads no figure while nobody watches', async (t) => {
    const { server, port, asked, pass } = await serveBoard(t);
    await pass();
    assert.equal(asked(), 0);
    const responses = [];
    for (const _watcher of ['one', 'another']) {
      ask(t, port);
      responses.push((await once(server, 'request'))[1]);
    }
    assert.equal(asked(), 1, 'who comes second is told with the first');
    await pass();
    assert.equal(asked(), 2);
    server.closeAllConnections();
    await Promise.all(responses.map((response) => once(response, 'close')));
    await pass();
    assert.equal(asked(), 2);
  });

  it('drops a watcher that reads nothing, so that another can watch', async (t) => {
    const { server, port, pass } = await serveBoard(t, 'x'.repeat(1e6));
    ask(t, port).pause();
    const [, response] = await once(server, 'request');
    let passed = 0;
    while (!response.closed && passed < 100) {
      await pass();
      passed++;
    }
    assert.ok(passed >= 20 && passed < 60, `after ${passed} snapshots`);
  });
});
