/** The real programs, as tests start and use them. */
import assert from 'node:assert/strict';
import type { TestContext } from 'node:test';
import { DEMO_TOKEN } from '../../protocol/messages.ts';
import { introspectionSecret } from './auth.ts';
import { connect, type TestClient } from './client.ts';
import { fetchRaw } from './http.ts';
import type { Program } from './program.ts';

/** Script and arguments. */
export const commands = {
  lab: ['server/main.ts', '--demo', '--port', '0', '--message-rate', '0'],
  development: ['server/main.ts', '--dev', '--port', '0', '--message-rate', '0'],
  authServer: ['scripts/auth-server.ts', '--demo', '--port', '0', '--log-level', 'debug'],
  /** What `npm run dev` runs. */
  dev: ['scripts/dev.js', '--port', '0', '--certificate-port', '0'],
} as const;

/** What the auth server needs. */
export const environment = { INTROSPECTION_SECRET: introspectionSecret };

export const goodbye = { code: 1001, reason: 'server shutting down' };

/** Waits until a server has printed everything that it prints at its start. @returns the URL of its WebSockets */
export async function webSocketOf(program: Program): Promise<string> {
  const [, url = ''] = await program.until(/WebSocket +(wss:\S+)\s/);
  await program.until(/for a class/);
  return url;
}

/** A client, and another one that does not read its close frame, which keeps the server waiting for a second. */
export async function connected(t: TestContext, program: Program): Promise<TestClient> {
  const url = await webSocketOf(program);
  const deaf = await connect(t, url);
  deaf.webSocket.pause();
  return connect(t, url);
}

/** Has a message echoed so many times, with a line of the log for each. */
export async function echo(t: TestContext, url: string, count: number): Promise<void> {
  const client = await connect(t, url);
  client.send(JSON.stringify({ token: DEMO_TOKEN }));
  await client.next();
  const message = JSON.stringify({ msg: 'word '.repeat(20) });
  const atOnce = 1000;
  for (let sent = 0; sent < count; sent += atOnce) {
    const part = Math.min(atOnce, count - sent);
    for (let one = 0; one < part; one++) client.send(message);
    for (let one = 0; one < part; one++) assert.equal(await client.next(), message);
  }
  client.webSocket.close();
  await client.closed;
}

/** In development Vite starts with the first page at the latest, and takes longer to end while it starts. */
export async function loadPage(port: number): Promise<void> {
  assert.equal((await fetchRaw(`https://127.0.0.1:${port}`, '/')).status, 200);
}
