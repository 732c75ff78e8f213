/** One suite over both bindings, in Node, over real sockets. */
import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import { describe, it, type TestContext } from 'node:test';
import {
  closePayload,
  connect,
  handshake,
  headLength,
  opcodes,
  openWebSocket,
  type WebSocketClient,
  type WebSocketEvent,
  writeFrame,
} from '@websocket-auth-lab/wire';
import crossws from 'crossws/adapters/node';
import { WebSocketServer } from 'ws';
import { guard as crosswsGuard } from '../src/crossws.ts';
import { defineGate, type Gate, type GateOptions, type Handshake, type OpenSocket } from '../src/index.ts';
import { serverDefaults, guard as wsGuard } from '../src/ws.ts';

/** With a long timeout of ws, so that only the gate drops a client that does not answer. */
const serverOptions = { ...serverDefaults, closeTimeout: 60_000 };

type Bind = (server: Server, gate: Gate<string, Handshake>) => void;

const bindings: Readonly<Record<string, Bind>> = {
  ws(server, gate) {
    new WebSocketServer({ server, ...serverOptions }).on('connection', wsGuard(gate));
  },
  crossws(server, gate) {
    const adapter = crossws({ hooks: crosswsGuard(gate), serverOptions });
    server.on('upgrade', adapter.handleUpgrade);
  },
};

/** A list of events, in order, that a test can wait for. */
function createDiary() {
  const lines: string[] = [];
  let written: () => void = () => {};
  return {
    lines,
    write(line: string) {
      lines.push(line);
      written();
    },
    async until(line: string) {
      while (!lines.includes(line)) {
        await new Promise<void>((resolve) => {
          written = resolve;
        });
      }
    },
  };
}

const rightToken = '{"token":"right"}';

describe('Over real sockets', () => {
  for (const [name, bind] of Object.entries(bindings)) {
    describe(`a gate on ${name}`, { timeout: 20_000 }, () => suite(bind));
  }
});

function suite(bind: Bind): void {
  /** A server with an echo behind the gate. */
  async function serve(t: TestContext, options: Partial<GateOptions<string, Handshake>> = {}) {
    const diary = createDiary();
    const gate = defineGate<string, Handshake>({
      verify: async (token) => (token === 'right' ? 'alice' : undefined),
      open: (socket) => (message) => socket.send(message),
      refused: (cause) => diary.write(`refused: ${cause}`),
      failed: (error, _context, where) => diary.write(`failed: ${where}: ${error}`),
      ignored: () => diary.write('ignored'),
      ...options,
    });
    const server = createServer();
    bind(server, gate);
    t.after(() => server.close());
    await once(server.listen(0, '127.0.0.1'), 'listening');
    const address = server.address();
    assert.ok(typeof address === 'object' && address !== null);
    return { url: `ws://127.0.0.1:${address.port}/chat?room=1`, diary };
  }

  async function open(t: TestContext, url: string): Promise<WebSocketClient> {
    const client = await openWebSocket(url);
    assert.ok(client.opened);
    t.after(() => client.connection.destroy());
    return client;
  }

  async function enter(t: TestContext, url: string): Promise<WebSocketClient> {
    const client = await open(t, url);
    client.send(rightToken);
    assert.deepEqual(await client.next(), message('Successfully authenticated.'));
    return client;
  }

  const message = (data: string | Buffer): WebSocketEvent => ({ type: 'message', data });
  const closed = (code: number, reason: string): WebSocketEvent => ({ type: 'closed', code, reason });
  const unauthorized = closed(3000, 'unauthorized');

  it('lets a right token in, and hands text over as a string and binary as bytes', async (t) => {
    const seen: unknown[] = [];
    const { url } = await serve(t, {
      open: (socket) => (data, isBinary) => {
        seen.push([typeof data, data instanceof Uint8Array, isBinary]);
        socket.send(data);
      },
    });
    const client = await enter(t, url);
    for (const data of ['né', '', '\ufeffwith a byte order mark', Buffer.from([0, 0xff]), Buffer.alloc(0)]) {
      client.send(data);
      assert.deepEqual(await client.next(), message(data));
    }
    const text = ['string', false, false];
    const binary = ['object', true, true];
    assert.deepEqual(seen, [text, text, text, binary, binary]);
  });

  it('refuses a wrong token, nonsense, and the right token in a binary message', async (t) => {
    const { url, diary } = await serve(t);
    for (const first of ['{"token":"wrong"}', 'nonsense', Buffer.from(rightToken)]) {
      const client = await open(t, url);
      client.send(first);
      assert.deepEqual(await client.next(), unauthorized);
    }
    assert.deepEqual(diary.lines, [
      'refused: credential not accepted',
      'refused: not JSON',
      'refused: binary message',
    ]);
  });

  it('loses no message that comes in the same TCP segment as the handshake', async (t) => {
    const { url } = await serve(t);
    const connection = await connect(url);
    t.after(() => connection.destroy());
    const masked = (payload: string) =>
      writeFrame({ opcode: opcodes.text, payload, maskingKey: Buffer.from([1, 2, 3, 4]) });
    connection.write(
      Buffer.concat([Buffer.from(handshake(new URL(url))), masked(rightToken), masked('hello')]),
    );
    await connection.take(headLength);
    const answers = Buffer.concat([
      writeFrame({ opcode: opcodes.text, payload: 'Successfully authenticated.' }),
      writeFrame({ opcode: opcodes.text, payload: 'hello' }),
    ]);
    assert.deepEqual(await connection.take(() => answers.length), answers);
  });

  it('keeps early messages until the acknowledgement, in order', async (t) => {
    let verified: (user: string) => void = () => {};
    const asked = createDiary();
    const { url } = await serve(t, {
      verify: (token) =>
        new Promise((resolve) => {
          verified = resolve;
          asked.write(token);
        }),
    });
    const client = await open(t, url);
    client.send(rightToken);
    client.send('one');
    client.send(Buffer.from('two'));
    client.sendFrame(opcodes.ping, 'they have arrived');
    await asked.until('right');
    verified('alice');
    assert.deepEqual(await client.next(), message('Successfully authenticated.'));
    assert.deepEqual(await client.next(), message('one'));
    assert.deepEqual(await client.next(), message(Buffer.from('two')));
    assert.equal(asked.lines.length, 1);
  });

  it('tells the callbacks path, query and headers of the request', async (t) => {
    const seen: unknown[] = [];
    const { url } = await serve(t, {
      open: (_socket, _user, { request }) => {
        seen.push(request.url, request.headers['x-one'], request.headers.upgrade);
        return () => {};
      },
    });
    const client = await openWebSocket(url, { headers: { 'X-One': 'two' } });
    assert.ok(client.opened);
    t.after(() => client.connection.destroy());
    client.send(rightToken);
    await client.next();
    assert.deepEqual(seen, ['/chat?room=1', 'two', 'websocket']);
  });

  it('closes at the deadline, whatever pings and unfinished messages come', async (t) => {
    const { url, diary } = await serve(t, { deadlineMs: 100 });
    const client = await open(t, url);
    const timer = setInterval(() => client.sendFrame(opcodes.ping), 10);
    t.after(() => clearInterval(timer));
    client.connection.write(
      writeFrame({ opcode: opcodes.text, payload: '{"tok', fin: false, maskingKey: Buffer.alloc(4) }),
    );
    assert.deepEqual(await client.next(), unauthorized);
    assert.deepEqual(diary.lines, ['refused: no token before the deadline']);
  });

  it('acts on nothing that comes after a refused message', async (t) => {
    const { url, diary } = await serve(t);
    const client = await open(t, url);
    client.send('nonsense');
    client.send(rightToken);
    client.send('hello');
    assert.deepEqual(await client.next(), unauthorized);
    assert.deepEqual(diary.lines, ['refused: not JSON', 'ignored', 'ignored']);
  });

  it('drops a refused client that never answers the close frame', async (t) => {
    const { url } = await serve(t, { closeGraceMs: 50 });
    const connection = await connect(url);
    connection.write(handshake(new URL(url)));
    await connection.take(headLength);
    connection.write(writeFrame({ opcode: opcodes.text, payload: 'nonsense', maskingKey: Buffer.alloc(4) }));
    const closeFrame = writeFrame({ opcode: opcodes.close, payload: closePayload(3000, 'unauthorized') });
    assert.deepEqual(await connection.rest(), closeFrame);
  });

  it('ends a connection that breaks RFC 6455 with the close code that the library chooses', async (t) => {
    const ended = createDiary();
    const { url } = await serve(t, {
      open(socket) {
        socket.signal.addEventListener('abort', () => ended.write('over'));
        return (data) => socket.send(data);
      },
    });
    const unmasked = await enter(t, url);
    unmasked.connection.write(writeFrame({ opcode: opcodes.text, payload: 'hello' }));
    assert.equal(codeOf(await unmasked.next()), 1002);
    const tooLong = await enter(t, url);
    tooLong.send('x'.repeat(65_537));
    assert.equal(codeOf(await tooLong.next()), 1009);
    assert.deepEqual(ended.lines, ['over', 'over']);
  });

  it('aborts the verification of a client that leaves, and opens nothing for it', async (t) => {
    const diary = createDiary();
    let answer: (user: string) => void = () => {};
    const { url } = await serve(t, {
      verify: (_token, { signal }) => {
        signal.addEventListener('abort', () => diary.write('aborted'));
        return new Promise((resolve) => {
          answer = resolve;
          diary.write('asked');
        });
      },
      open() {
        diary.write('opened');
        return () => {};
      },
    });
    const client = await open(t, url);
    client.send(rightToken);
    await diary.until('asked');
    client.connection.reset();
    await diary.until('aborted');
    answer('alice');
    await new Promise((resolve) => setImmediate(resolve));
    assert.deepEqual(diary.lines, ['asked', 'aborted']);
  });

  it('lets a message handler close with a code of its own, even later', async (t) => {
    let inside: OpenSocket | undefined;
    const { url } = await serve(t, {
      open(socket) {
        inside = socket;
        return () => {};
      },
    });
    const client = await enter(t, url);
    inside?.close({ code: 4001, reason: 'signed out' });
    inside?.send('too late');
    assert.deepEqual(await client.next(), closed(4001, 'signed out'));
  });

  it('survives callbacks that throw, and goes on serving other clients', async (t) => {
    const { url, diary } = await serve(t, {
      parse: (text) => {
        if (text === 'throw in parse') throw new Error('bug');
        return { ok: true, value: text };
      },
      verify: async (token) => {
        if (token === 'throw in verify') throw new Error('bug');
        return token;
      },
      acknowledge: (user) => {
        if (user === 'throw in acknowledge') throw new Error('bug');
        return 'Successfully authenticated.';
      },
      open(socket, user) {
        if (user === 'throw in open') throw new Error('bug');
        return async (data) => {
          if (data === 'throw') throw new Error('bug');
          socket.send(data);
        };
      },
    });
    const other = await enter(t, url);
    const internalError = closed(1011, 'internal error');
    for (const [first, closing] of [
      ['throw in parse', unauthorized],
      ['throw in verify', unauthorized],
      ['throw in acknowledge', internalError],
    ] as const) {
      const client = await open(t, url);
      client.send(first);
      assert.deepEqual(await client.next(), closing);
      assert.equal(diary.lines.at(-1), `failed: ${first.split(' ')[2]}: Error: bug`);
    }
    const opening = await open(t, url);
    opening.send('throw in open');
    assert.deepEqual(await opening.next(), message('Successfully authenticated.'));
    assert.deepEqual(await opening.next(), internalError);
    const client = await enter(t, url);
    client.send('throw');
    assert.deepEqual(await client.next(), internalError);
    assert.equal(diary.lines.at(-1), 'failed: receive: Error: bug');
    other.send('hello');
    assert.deepEqual(await other.next(), message('hello'));
  });
}

function codeOf(event: WebSocketEvent): number | undefined {
  return event.type === 'closed' ? event.code : undefined;
}
