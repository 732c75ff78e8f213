import { once } from 'node:events';
import type { TestContext } from 'node:test';
import WebSocket, { type ClientOptions } from 'ws';

/** A client that queues what it receives, so that nothing is missed and nothing sleeps. */
export interface TestClient {
  readonly webSocket: WebSocket;
  send(data: string | Buffer): void;
  /** The next message, as text. Rejects when the connection closes instead. */
  next(): Promise<string>;
  /** How the connection ended. */
  readonly closed: Promise<{ code: number; reason: string }>;
}

/** Opens a WebSocket and waits for the 101; it ends with the test. */
export async function connect(
  t: TestContext,
  url: string,
  options: ClientOptions = {},
  protocols: string[] | string = [],
): Promise<TestClient> {
  const webSocket = new WebSocket(url, protocols, { rejectUnauthorized: false, ...options });
  t.after(() => webSocket.terminate());
  const received: string[] = [];
  const waiting: { resolve(text: string): void; reject(error: Error): void }[] = [];
  webSocket.on('message', (data) => {
    const reader = waiting.shift();
    if (reader) reader.resolve(String(data));
    else received.push(String(data));
  });
  const closed = new Promise<{ code: number; reason: string }>((resolve) => {
    webSocket.on('close', (code, reason) => {
      resolve({ code, reason: String(reason) });
      for (const reader of waiting) reader.reject(new Error(`closed with ${code} ${reason}`));
    });
  });
  await once(webSocket, 'open');
  return {
    webSocket,
    closed,
    send: (data) => webSocket.send(data),
    next() {
      const text = received.shift();
      if (text !== undefined) return Promise.resolve(text);
      return new Promise((resolve, reject) => waiting.push({ resolve, reject }));
    },
  };
}
