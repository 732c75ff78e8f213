/** Several nodes of one service, in this process, with one Redis. */
import assert from 'node:assert/strict';
import type { TestContext } from 'node:test';
import { AUTHENTICATED_TEXT, formatTokenMessage } from '../../protocol/messages.ts';
import type { Options } from '../../server/options/options.ts';
import { ask, fetchTicket, type SignedIn } from './auth.ts';
import { connect, type TestClient } from './client.ts';
import { type RunningLab, startLab } from './lab.ts';
import { type RunningRedis, startRedis } from './redis.ts';

export interface Nodes {
  readonly redis: RunningRedis;
  readonly nodes: readonly [RunningLab, RunningLab, RunningLab];
}

/** Starts three nodes, without TLS as behind a proxy; they end with the test. */
export async function startNodes(
  t: TestContext,
  settings: Partial<Options> = {},
  redis?: RunningRedis,
): Promise<Nodes> {
  const server = redis ?? (await startRedis(t));
  const start = () => startLab(t, { redis: server.url, tls: false, ...settings });
  return { redis: server, nodes: [await start(), await start(), await start()] };
}

/** The same session as another node's cookie has it: the cookie's name holds the port, which a balancer would hide. */
export function at({ port }: RunningLab, { cookie, csrfToken }: SignedIn): SignedIn {
  const own = cookie.replace(/^__Host-session-\d+/, `__Host-session-${port}`);
  return { cookie: own, csrfToken, headers: { Cookie: own, 'X-CSRF-Token': csrfToken } };
}

export const ticketAt = (node: RunningLab, signedIn: SignedIn, method?: string) =>
  fetchTicket(node.urls.page, at(node, signedIn), method);

/** A connection of a session, which has been let in and has had its echo. */
export async function inside(t: TestContext, node: RunningLab, signedIn: SignedIn): Promise<TestClient> {
  const ticket = await ticketAt(node, signedIn);
  const client = await connect(t, node.urls.webSocket);
  client.send(formatTokenMessage(ticket));
  assert.equal(await client.next(), AUTHENTICATED_TEXT);
  return client;
}

/** Status of `/readyz` and `/healthz`. */
export async function health(node: RunningLab): Promise<[ready: number, healthy: number]> {
  const answers = await Promise.all(['/readyz', '/healthz'].map((path) => ask(node.urls.page, path)));
  return [answers[0]?.status ?? 0, answers[1]?.status ?? 0];
}
