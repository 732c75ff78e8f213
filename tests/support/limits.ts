/** Clients of many addresses, and what the server counted of them. */
import type { TestContext } from 'node:test';
import { DEMO_TOKEN } from '../../protocol/messages.ts';
import { type Attacker, attack, text, upgradeRequest } from './attacker.ts';
import { fetchRaw } from './http.ts';
import type { RunningLab } from './lab.ts';

/** Another client of this machine. */
export const stranger = '127.0.0.2';

export const tokenMessage = text(`{"token":"${DEMO_TOKEN}"}`);
export const wrongToken = text('{"token":"wrong"}');

/** Names of metrics. */
export const waiting = 'lab_connections{state="waiting"}';
export const authenticated = 'lab_connections{state="authenticated"}';
export const refused = (cause: string) => `lab_refused_total{stage="upgrade",cause="${cause}"}`;
export const ended = (cause: string) => `lab_ended_total{cause="${cause}"}`;

export interface Knock {
  /** 127.0.0.1 to 127.255.255.254. */
  readonly from?: string;
  readonly path?: string;
  readonly headers?: Record<string, string>;
}

/** An upgrade request and its answer. */
export async function knock(
  t: TestContext,
  { port }: RunningLab,
  { from = '127.0.0.1', path = '/', headers = {} }: Knock = {},
): Promise<Attacker & { status: number; retryAfter: number }> {
  const attacker = await attack(t, port, { from });
  attacker.write(upgradeRequest(path, headers));
  const answer = await attacker.until(/\r\n\r\n/);
  return {
    ...attacker,
    status: Number(answer.slice(9, 12)),
    retryAfter: Number(/\r\nRetry-After: (\d+)\r\n/.exec(answer)?.[1]),
  };
}

/** Connects and gets in with the demo token. */
export async function enter(t: TestContext, lab: RunningLab, how: Knock = {}): Promise<Attacker> {
  const client = await knock(t, lab, how);
  client.write(tokenMessage);
  await client.until(/Successfully authenticated\./);
  return client;
}

/** The value of one line of `/metrics`, such as `lab_connections{state="waiting"}`; 0 where there is none. */
export async function metric(lab: RunningLab, name: string): Promise<number> {
  const { body } = await fetchRaw(lab.urls.page, '/metrics');
  const line = body.split('\n').find((one) => one.startsWith(`${name} `));
  return Number(line?.slice(name.length) ?? 0);
}

/** Asks again and again until a metric has a value. The test's time limit ends it. */
export async function untilMetric(lab: RunningLab, name: string, value: number): Promise<void> {
  while ((await metric(lab, name)) !== value);
}
