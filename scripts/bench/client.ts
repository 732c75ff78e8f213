import { once } from 'node:events';
import WebSocket from 'ws';
import type { Dialect } from './dialects.ts';

/** Opens a connection and is let in. @param from - the client's own address */
export async function openConnection(port: number, dialect: Dialect, from = '127.0.0.1'): Promise<WebSocket> {
  const socket = await openSilent(port, dialect, from);
  return new Promise((resolve, reject) => {
    const onMessage = (data: WebSocket.RawData) => {
      if (!dialect.isWelcome(String(data))) return;
      socket.off('message', onMessage).off('close', onClose);
      resolve(socket);
    };
    const onClose = (code: number) => reject(new Error(`not let in: closed with ${code}`));
    socket.on('message', onMessage).on('close', onClose);
    socket.send(dialect.hello);
  });
}

/** Opens a connection and says nothing. */
export async function openSilent(
  port: number,
  { path, subprotocols }: Dialect,
  localAddress: string,
): Promise<WebSocket> {
  const socket = new WebSocket(`wss://127.0.0.1:${port}${path}`, [...subprotocols], {
    rejectUnauthorized: false,
    perMessageDeflate: false,
    localAddress,
  });
  await once(socket, 'open');
  return socket;
}

/** Does something so many times, ten at a time. */
export async function several<Result>(count: number, work: () => Promise<Result>): Promise<Result[]> {
  const results: Result[] = [];
  while (results.length < count) {
    const batch = Array.from({ length: Math.min(10, count - results.length) }, work);
    results.push(...(await Promise.all(batch)));
  }
  return results;
}

/** Sends so many messages, at most `atOnce` without an answer, and waits for every echo. */
export function echo(socket: WebSocket, dialect: Dialect, count: number, atOnce: number): Promise<void> {
  if (count === 0) return Promise.resolve();
  return new Promise((resolve, reject) => {
    let sent = 0;
    let received = 0;
    const onMessage = (data: WebSocket.RawData) => {
      if (!dialect.isEcho(String(data))) return;
      received++;
      if (received === count) {
        socket.off('message', onMessage).off('close', onClose);
        resolve();
      } else if (received === sent || (atOnce > 1 && sent - received <= atOnce / 2)) {
        send();
      }
    };
    const onClose = (code: number) => reject(new Error(`closed with ${code}`));
    const send = () => {
      for (; sent < count && sent - received < atOnce; sent++) socket.send(dialect.message(sent));
    };
    socket.on('message', onMessage).on('close', onClose);
    send();
  });
}
