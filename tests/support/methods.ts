/** Attempts to connect by each of the eleven methods, and how they ended. */
import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import type { TestContext } from 'node:test';
import type { ClientOptions } from 'ws';
import type { MethodId } from '../../protocol/methods.ts';
import { makeClientFiles } from '../../server/net/tls/tls.ts';
import { ask, type SignedIn } from './auth.ts';
import { connect, type TestClient } from './client.ts';
import type { RunningLab } from './lab.ts';

/** How a connection attempt ended: open for an echo, or refused by HTTP status or close code. */
export type Verdict = 'open' | number;

export interface Attempt {
  readonly query?: string;
  readonly protocols?: string[];
  readonly options?: ClientOptions;
  /** The first message. */
  readonly first?: string;
  /** Makes it of what the server says before. */
  readonly answer?: (challenge: string) => Promise<string>;
}

export async function attempt(t: TestContext, lab: RunningLab, id: MethodId, how: Attempt): Promise<Verdict> {
  const url = `${lab.urls.methods.get(id)}${how.query ?? ''}`;
  let client: TestClient;
  try {
    client = await connect(t, url, how.options, how.protocols);
  } catch (error) {
    const [, status] = String(error).match(/Unexpected server response: (\d+)/) ?? [];
    if (status === undefined) throw error;
    return Number(status);
  }
  const challenge = id === 'proof-message' ? await client.next() : '';
  const first = how.first ?? (await how.answer?.(challenge));
  if (first !== undefined) {
    client.send(first);
    const answer = await Promise.race([
      client.next().catch(() => undefined),
      client.closed.then(() => undefined),
    ]);
    if (answer === undefined) return (await client.closed).code;
  }
  const message =
    id === 'token-refresh' || id === 'proof-message' ? '{"type":"echo","msg":"x"}' : '{"msg":"x"}';
  client.send(message);
  assert.equal(await client.next(), message);
  return 'open';
}

export const subprotocols = (token: string) => [
  'lab.v1',
  `base64url.bearer.authorization.lab.${Buffer.from(token).toString('base64url')}`,
];

/** Presents a credential in the way of each method. */
export const present: Record<
  Exclude<MethodId, 'cookie' | 'client-certificate'>,
  (credential: string) => Attempt
> = {
  'first-message': (token) => ({ first: JSON.stringify({ token }) }),
  'authenticate-message': (token) => ({ first: JSON.stringify({ type: 'authenticate', token }) }),
  'token-refresh': (token) => ({ first: JSON.stringify({ type: 'authenticate', token }) }),
  // Without a proof: for tests of what is refused. What gets in stands in proof-message.test.ts.
  'proof-message': (token) => ({ first: JSON.stringify({ type: 'authenticate', token }) }),
  'query-token': (token) => ({ query: `?token=${encodeURIComponent(token)}` }),
  'query-ticket': (ticket) => ({ query: `?ticket=${encodeURIComponent(ticket)}` }),
  subprotocol: (token) => ({ protocols: subprotocols(token) }),
  'bearer-header': (token) => ({ options: { headers: { Authorization: `Bearer ${token}` } } }),
  basic: (pair) => ({
    options: { headers: { Authorization: `Basic ${Buffer.from(pair).toString('base64')}` } },
  }),
};

export const refusals: Record<MethodId, Verdict> = {
  'first-message': 1011,
  'authenticate-message': 3000,
  'token-refresh': 3000,
  'proof-message': 3000,
  'query-token': 401,
  'query-ticket': 401,
  cookie: 401,
  subprotocol: 401,
  basic: 401,
  'bearer-header': 401,
  'client-certificate': 401,
};

export async function accessToken(lab: RunningLab, { headers }: SignedIn): Promise<string> {
  const { json } = await ask(lab.urls.page, '/auth/token', { method: 'POST', headers });
  return String(json.accessToken);
}

export function cookieAttempt(
  lab: RunningLab,
  { cookie, csrfToken }: SignedIn,
  origin = lab.urls.page.slice(0, -1),
): Attempt {
  return { protocols: ['lab.v1', `csrf.${csrfToken}`], options: { origin, headers: { Cookie: cookie } } };
}

export async function clientCertificate(directory: string, name: string) {
  const { certFile, keyFile } = await makeClientFiles(directory, name);
  return { cert: await readFile(certFile), key: await readFile(keyFile) };
}
