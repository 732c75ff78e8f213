/** Readers of server-sent events over plain HTTP: those that read, and those that do not. */
import { once } from 'node:events';
import { createServer, type RequestListener, type Server } from 'node:http';
import { connect, type Socket } from 'node:net';
import type { TestContext } from 'node:test';

/** Serves plain HTTP on a free port until the test ends. */
export async function serve(
  t: TestContext,
  listener: RequestListener,
): Promise<{ server: Server; port: number }> {
  const server = createServer(listener).listen(0, '127.0.0.1');
  await once(server, 'listening');
  // Waited for: a stream that ends later would stop the clock of the next test.
  t.after(async () => {
    const closed = once(server.close(), 'close');
    server.closeAllConnections();
    await closed;
    await settle();
  });
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('no port');
  return { server, port: address.port };
}

export interface Reader {
  readonly socket: Socket;
  /** Everything that has come. */
  text(): string;
  /** Waits until what has arrived matches. Rejects if the stream ends first. */
  until(pattern: RegExp): Promise<void>;
  /** Resolves when the connection is gone. */
  readonly gone: Promise<void>;
}

/** Asks for a stream on a connection of its own, and reads it unless `reads` is false. */
export function ask(
  t: TestContext,
  port: number,
  path: string,
  { headers = {}, reads = true }: { headers?: Record<string, string>; reads?: boolean } = {},
): Reader {
  const socket = connect(port, '127.0.0.1');
  t.after(() => socket.destroy());
  socket.on('error', () => {});
  const lines = Object.entries({ Host: 'localhost', ...headers }).map(
    ([name, value]) => `${name}: ${value}\r\n`,
  );
  socket.write(`GET ${path} HTTP/1.1\r\n${lines.join('')}\r\n`);
  let text = '';
  if (reads) socket.setEncoding('utf8').on('data', (chunk) => (text += chunk));
  const gone = new Promise<void>((resolve) => socket.once('close', () => resolve()));
  return {
    socket,
    text: () => text,
    gone,
    async until(pattern) {
      while (!pattern.test(text)) {
        if (socket.closed) throw new Error(`ended before ${pattern}: ${text}`);
        await Promise.race([once(socket, 'data'), gone]);
      }
    },
  };
}

/** Lets everything happen that is ready, including data on its way through this machine. */
export function settle(): Promise<void> {
  return new Promise((resolve) => setImmediate(() => setImmediate(resolve)));
}
