/** What a page's half of a method writes, carried to the real server by a client that is no browser. */
import assert from 'node:assert/strict';
import { once } from 'node:events';
import type { TestContext } from 'node:test';
import WebSocket, { type ClientOptions } from 'ws';
import type { Opening } from '../../../client/methods/method.ts';
import { DEMO_TOKEN } from '../../../protocol/messages.ts';
import type { MethodId } from '../../../protocol/methods.ts';
import { connect, type TestClient } from '../../support/client.ts';
import { startLab } from '../../support/lab.ts';

export const token = { kind: 'token', token: DEMO_TOKEN } as const;
export const wrongToken = { kind: 'token', token: 'not the token' } as const;

export interface Served {
  /** Of the auth server. */
  readonly page: string;
  readonly endpoint: string;
}

/** What a browser says of the server's own pages. */
export function originOf({ page }: Served): ClientOptions {
  return { origin: new URL(page).origin };
}

/** The demo server, and where it serves a method. */
export async function serve(t: TestContext, id: MethodId): Promise<Served> {
  const lab = await startLab(t);
  const endpoint = lab.urls.methods.get(id);
  assert.ok(endpoint);
  return { page: lab.urls.page, endpoint };
}

/** Opens, and says what is to be said first. */
export async function open(
  t: TestContext,
  { url, protocols, first }: Opening,
  options?: ClientOptions,
): Promise<TestClient> {
  const client = await connect(t, url, options, [...protocols]);
  if (first !== undefined) client.send(first);
  return client;
}

/** Opens in vain; gives the HTTP status. */
export async function statusOf(
  t: TestContext,
  { url, protocols }: Opening,
  options?: ClientOptions,
): Promise<number | undefined> {
  const webSocket = new WebSocket(url, [...protocols], { rejectUnauthorized: false, ...options });
  // What ws says of a handshake that is given up.
  webSocket.on('error', () => {});
  t.after(() => webSocket.terminate());
  const [, response] = await once(webSocket, 'unexpected-response');
  return response.statusCode;
}
