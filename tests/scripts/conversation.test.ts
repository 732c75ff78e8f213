import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer } from 'node:http';
import { type TestContext, test } from 'node:test';
import { type WebSocket, WebSocketServer } from 'ws';
import { AUTHENTICATED_TEXT } from '../../protocol/messages.ts';
import { type ConversationSettings, converse, exitCodeOf } from '../../scripts/client/conversation.ts';
import { openingOf } from '../../scripts/client/opening.ts';

/** A server that misbehaves in ways the lab never does. */
async function serve(t: TestContext, behave: (socket: WebSocket) => void): Promise<string> {
  const server = new WebSocketServer({ port: 0, host: '127.0.0.1' });
  t.after(() => {
    for (const client of server.clients) client.terminate();
    server.close();
  });
  server.on('connection', behave);
  await once(server, 'listening');
  return urlOf(server.address());
}

function urlOf(address: ReturnType<WebSocketServer['address']>): string {
  assert.ok(typeof address === 'object' && address !== null);
  return `ws://127.0.0.1:${address.port}/`;
}

/** Holds a conversation without a terminal. @returns how it ended, and what went over the wire */
async function talk(url: string, lines: string[], settings: Partial<ConversationSettings> = {}) {
  const wire: string[] = [];
  const common = { ca: undefined, insecure: false };
  const ending = await converse({
    opening: await openingOf(
      { method: 'first-message', url, token: 'token', login: undefined },
      { ...common, origin: url, onWire: () => {} },
    ),
    ...common,
    awaitsReplies: true,
    lines: async function* () {
      yield* lines;
    },
    onWire: (direction, what) => wire.push(`${direction} ${what}`),
    onReply: () => {},
    patienceMs: 500,
    ...settings,
  });
  return { ending, exitCode: exitCodeOf(ending), wire };
}

test('a server that stops answering is given up, and the missing replies are counted', async (t) => {
  const url = await serve(t, (socket) => socket.once('message', () => socket.send(AUTHENTICATED_TEXT)));
  const { ending, exitCode, wire } = await talk(url, ['one', 'two']);
  assert.deepEqual(ending, {
    kind: 'closed',
    authenticated: true,
    code: 1000,
    reason: '',
    unanswered: 2,
  });
  assert.equal(wire.at(-1), '→ close 1000 (no reply for 500 ms)');
  assert.equal(exitCode, 4);
});

test('a server that never acknowledges is given up, and no line is sent', async (t) => {
  const received: string[] = [];
  const url = await serve(t, (socket) => socket.on('message', (data) => received.push(String(data))));
  const { exitCode } = await talk(url, ['one']);
  assert.deepEqual([received, exitCode], [['{"token":"token"}'], 1]);
});

test('a message that is not the acknowledgement does not count as one', async (t) => {
  const url = await serve(t, (socket) => {
    socket.once('message', () => {
      socket.send('Successfully authenticated');
      socket.close(1000);
    });
  });
  const { exitCode, wire } = await talk(url, ['one']);
  assert.deepEqual(wire, ['→ {"token":"token"}', '← Successfully authenticated']);
  assert.equal(exitCode, 1);
});

test('a connection that is cut off is distinguished from one that is closed', async (t) => {
  const url = await serve(t, (socket) => {
    socket.once('message', () => {
      socket.send(AUTHENTICATED_TEXT);
      socket.once('message', () => socket.terminate());
    });
  });
  const { ending, exitCode } = await talk(url, ['one']);
  assert.deepEqual([ending.kind === 'closed' && ending.code, exitCode], [1006, 4]);
});

test('an interruption closes normally', async (t) => {
  const interruption = new AbortController();
  const url = await serve(t, (socket) => {
    socket.once('message', () => {
      socket.send(AUTHENTICATED_TEXT);
      socket.once('message', () => interruption.abort());
    });
  });
  const { ending, exitCode } = await talk(url, ['one'], {
    awaitsReplies: false,
    lines: async function* () {
      yield 'one';
      await once(interruption.signal, 'abort');
    },
    signal: interruption.signal,
  });
  assert.deepEqual([ending.kind === 'closed' && ending.code, exitCode], [1000, 0]);
});

test('an interruption before the handshake is over ends it', async (t) => {
  const interruption = new AbortController();
  const server = createServer().on('upgrade', (_request, socket) => {
    t.after(() => socket.destroy());
    interruption.abort();
  });
  t.after(() => server.close());
  await once(server.listen(0, '127.0.0.1'), 'listening');
  const { ending, exitCode } = await talk(urlOf(server.address()), [], { signal: interruption.signal });
  assert.ok(ending.kind === 'unreachable');
  assert.match(ending.problem, /closed before the connection was established/);
  assert.equal(exitCode, 3);
});

test('an endless refusal is cut off, and a page of HTML in it is not repeated', async (t) => {
  const server = createServer().on('upgrade', (_request, socket) => {
    t.after(() => socket.destroy());
    socket.write('HTTP/1.1 503 Service Unavailable\r\nContent-Length: 999999\r\n\r\n<html>never ends');
  });
  t.after(() => server.close());
  await once(server.listen(0, '127.0.0.1'), 'listening');
  const { ending } = await talk(urlOf(server.address()), []);
  assert.ok(ending.kind === 'unreachable');
  assert.match(ending.problem, /^The server refused the WebSocket with HTTP 503\. The server is full/);
});

test('lines that cannot be read end the conversation with their error', async (t) => {
  const url = await serve(t, (socket) => socket.once('message', () => socket.send(AUTHENTICATED_TEXT)));
  const lines = () => ({
    [Symbol.asyncIterator]: () => ({ next: () => Promise.reject(new Error('disk on fire')) }),
  });
  await assert.rejects(talk(url, [], { lines }), { message: 'disk on fire' });
});
