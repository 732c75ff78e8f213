import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer, type RequestListener, type ServerResponse } from 'node:http';
import { connect as connectTcp } from 'node:net';
import { describe, it, type TestContext } from 'node:test';
import { inTurn } from '../../../server/net/in-turn.ts';
import { attack } from '../../support/attacker.ts';
import { until } from '../../support/until.ts';

/** More bytes than fit into the kernel's buffers at both ends. */
const LARGE = 50_000_000;

const get = 'GET / HTTP/1.1\r\nHost: localhost\r\n\r\n';

/** Serves on any port. */
async function serve(t: TestContext, listener: RequestListener, unreadMs?: number): Promise<number> {
  const server = createServer(inTurn(listener, unreadMs));
  t.after(() => {
    server.close();
    server.closeAllConnections();
  });
  await once(server.listen(0, '127.0.0.1'), 'listening');
  const address = server.address();
  assert.ok(typeof address === 'object' && address !== null);
  return address.port;
}

describe('Requests of one connection', { timeout: 20_000 }, () => {
  it('are begun when the previous one is answered', async (t) => {
    const begun: ServerResponse[] = [];
    const port = await serve(t, (_request, response) => begun.push(response));
    const client = await attack(t, port, { tls: false });
    client.write(get.repeat(5));
    for (let count = 1; count <= 5; count++) {
      await until(t, () => begun.length >= count);
      begun.at(-1)?.end(`answer ${count}`);
      await client.until(new RegExp(`answer ${count}$`));
      assert.ok(begun.length <= count + 1);
    }
  });

  it('end the connection if a thousand in all wait already, except for four; those of a closed connection do not count', async (t) => {
    const begun: ServerResponse[] = [];
    const port = await serve(t, (_request, response) => begun.push(response));
    const open = async (requests: number) => {
      const client = await attack(t, port, { tls: false });
      client.write(get.repeat(requests));
      return client;
    };
    const untilBegun = (count: number) => until(t, () => begun.length >= count);
    const full = await Promise.all(Array.from({ length: 10 }, () => open(101)));
    await untilBegun(10);
    await open(5);
    await (await open(6)).ended;
    await untilBegun(12);
    for (const client of full) client.reset();
    await Promise.all(begun.slice(0, 10).map((response) => response.closed || once(response, 'close')));
    await open(101);
    await untilBegun(13);
    assert.deepEqual(
      begun.slice(10).map(({ closed }) => closed),
      [false, true, false],
    );
  });

  it('that reads no answer is cut off, and one that reads is not', async (t) => {
    const begun: ServerResponse[] = [];
    const port = await serve(
      t,
      (_request, response) => {
        begun.push(response);
        response.end(Buffer.alloc(LARGE));
      },
      500,
    );
    const client = await attack(t, port, { tls: false });
    client.socket.pause();
    client.write(get);
    await until(t, () => begun.length > 0);
    const [response] = begun;
    assert.ok(response);
    // Only the end of the connection closes the response. The time limit of the test is shorter than Node's own.
    await once(response, 'close');
    const reader = connectTcp(port, '127.0.0.1');
    let read = 0;
    reader.on('data', (chunk) => {
      read += chunk.length;
    });
    reader.end(get.replace('\r\n', '\r\nConnection: close\r\n'));
    await once(reader, 'close');
    assert.ok(read > LARGE);
  });
});
