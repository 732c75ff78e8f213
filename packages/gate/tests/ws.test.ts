/** What only the binding to ws can do; bindings.test.ts has the rest. */
import assert from 'node:assert/strict';
import { once } from 'node:events';
import { it, type TestContext } from 'node:test';
import { openWebSocket, type WebSocketClient } from '@websocket-auth-lab/wire';
import { type WebSocket, WebSocketServer } from 'ws';
import { defineGate, type GateOptions } from '../src/index.ts';
import { attach } from '../src/ws.ts';

interface Context {
  readonly number: number;
}

/** A client of a server that does something with each WebSocket. */
async function connect(t: TestContext, onConnection: (socket: WebSocket) => void): Promise<WebSocketClient> {
  const server = new WebSocketServer({ port: 0, host: '127.0.0.1' }).on('connection', onConnection);
  t.after(() => server.close());
  await once(server, 'listening');
  const address = server.address();
  assert.ok(typeof address === 'object' && address !== null);
  const client = await openWebSocket(`ws://127.0.0.1:${address.port}/`);
  assert.ok(client.opened);
  t.after(() => client.connection.destroy());
  return client;
}

const options: GateOptions<string, Context> = {
  verify: (token) => token === 'right' && 'alice',
  open:
    (socket, user, { number }) =>
    (message) =>
      socket.send(`${number}, ${user}: ${message}`),
};

it('a WebSocket can be attached with any context, and with another socket that sends in its place', async (t) => {
  const gate = defineGate(options);
  const client = await connect(t, (webSocket) => {
    attach(
      gate,
      webSocket,
      { number: 7 },
      {
        send: (message) => webSocket.send(`sent otherwise: ${message}`),
        close: (code, reason) => webSocket.close(code, reason),
        terminate: () => webSocket.terminate(),
      },
    );
  });
  client.send('{"token":"right"}');
  client.send('hello');
  assert.deepEqual(await client.next(), {
    type: 'message',
    data: 'sent otherwise: Successfully authenticated.',
  });
  assert.deepEqual(await client.next(), { type: 'message', data: 'sent otherwise: 7, alice: hello' });
});

it('a WebSocket passes on the bytes of a text message, if the gate takes them', async (t) => {
  const seen: unknown[] = [];
  const gate = defineGate({
    ...options,
    textAsBytes: true,
    open: (socket) => (message, isBinary) => {
      seen.push([isBinary, Buffer.from(message).toString()]);
      socket.send(message);
    },
  });
  const client = await connect(t, (webSocket) => attach(gate, webSocket, { number: 1 }));
  client.send('{"token":"right"}');
  await client.next();
  client.send('né');
  assert.deepEqual(await client.next(), { type: 'message', data: Buffer.from('né') });
  client.send(Buffer.from([1]));
  assert.deepEqual(await client.next(), { type: 'message', data: Buffer.from([1]) });
  assert.deepEqual(seen, [
    [false, 'né'],
    [true, '\u0001'],
  ]);
});

it('a client whose WebSocket was set to deliver other types than buffers is closed, and the gate says why', async (t) => {
  const told: string[] = [];
  const gate = defineGate({
    ...options,
    failed: (error, _context, where) => told.push(`${where}: ${error}`),
  });
  for (const binaryType of ['arraybuffer', 'fragments'] as const) {
    const client = await connect(t, (webSocket) => {
      webSocket.binaryType = binaryType;
      attach(gate, webSocket, { number: 1 });
    });
    client.send('{"token":"right"}');
    await client.next();
    client.send('text is as before');
    await client.next();
    client.send(Buffer.from([1]));
    assert.deepEqual(await client.next(), { type: 'closed', code: 1011, reason: 'internal error' });
  }
  const problem = 'outside: TypeError: binaryType must stay nodebuffer';
  assert.deepEqual(told, [problem, problem]);
});
