/** Auth servers in this process and elsewhere, and what a browser does to talk to them. */
import assert from 'node:assert/strict';
import { once } from 'node:events';
import { request as httpRequest, type IncomingHttpHeaders } from 'node:http';
import { request as httpsRequest } from 'node:https';
import type { TestContext } from 'node:test';
import type { AuthServerOptions } from '../../server/auth-program/options.ts';
import { createStandalone } from '../../server/auth-program/server.ts';
import { createLab } from '../../server/lab/lab.ts';
import { createLog, type Log } from '../../server/observe/log.ts';
import type { Options } from '../../server/options/options.ts';
import './built-page.ts';

export const introspectionSecret = 'an-introspection-secret-of-a-test';

export interface Answer {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly text: string;
  /** The body, parsed; `undefined` where there is none. */
  readonly json: Readonly<Record<string, unknown>>;
}

export interface Question {
  readonly method?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string | undefined;
  /** Sent as JSON. */
  readonly json?: unknown;
}

/** One HTTP request. */
export async function ask(
  base: string,
  path: string,
  { method = 'GET', headers = {}, body, json }: Question = {},
): Promise<Answer> {
  const start = base.startsWith('https:') ? httpsRequest : httpRequest;
  const sent = start(new URL(path, base), {
    method,
    rejectUnauthorized: false,
    agent: false,
    headers: { ...(json !== undefined && { 'Content-Type': 'application/json' }), ...headers },
  });
  sent.end(json === undefined ? body : JSON.stringify(json));
  const [response] = await once(sent, 'response');
  let text = '';
  for await (const chunk of response.setEncoding('utf8')) text += chunk;
  const isJson = /json/.test(response.headers['content-type'] ?? '');
  return {
    status: response.statusCode,
    headers: response.headers,
    text,
    json: isJson ? JSON.parse(text) : {},
  };
}

/** What a browser keeps after signing in. */
export interface SignedIn {
  readonly cookie: string;
  readonly csrfToken: string;
  /** Both, as headers. */
  readonly headers: Readonly<Record<string, string>>;
}

export async function signIn(base: string, user = 'alice', password = 'rabbit-hole'): Promise<SignedIn> {
  const { status, headers, json } = await ask(base, '/auth/session', {
    method: 'POST',
    json: { user, password },
  });
  assert.equal(status, 200);
  const [cookie = ''] = headers['set-cookie']?.[0]?.split(';') ?? [];
  const csrfToken = String(json.csrfToken);
  return { cookie, csrfToken, headers: { Cookie: cookie, 'X-CSRF-Token': csrfToken } };
}

/** Asks for a ticket. @returns the whole answer */
export function askForTicket(base: string, { headers }: SignedIn, method = 'first-message'): Promise<Answer> {
  return ask(base, '/auth/tickets', { method: 'POST', headers, json: { method } });
}

/** Fetches a ticket. */
export async function fetchTicket(base: string, signedIn: SignedIn, method?: string): Promise<string> {
  const { status, json } = await askForTicket(base, signedIn, method);
  assert.equal(status, 201);
  return String(json.ticket);
}

/** A WebSocket server with its auth server, wherever that is. */
export interface System {
  /** Of the WebSocket server. */
  readonly webSocket: string;
  /** Of its page. */
  readonly page: string;
  /** Of the auth server. */
  readonly auth: string;
  /** Lets time pass for the auth server. */
  advance(ms: number): void;
  /** Every log line of both, as text. */
  log(): string;
}

/** On a busy machine fifty connections take longer to open than a client has for its first message. */
const patient = { authDeadlineMs: 60_000 };

/** What a test may set of the auth server. */
interface Settings {
  readonly authFailuresPerMinute?: number;
}

type Start = (t: TestContext, settings?: Settings) => Promise<System>;

/** The two ways to have an auth server. */
export const systems: Readonly<Record<string, Start>> = {
  async embedded(t, settings) {
    const { log, lines } = keepLog();
    const clock = createClock();
    const { webSocket, page } = await start(
      t,
      createLab({ port: 0, demo: true, ...patient, ...settings }, log, clock.now),
    );
    return { webSocket, page, auth: page, advance: clock.advance, log: () => lines.join('') };
  },
  async remote(t, settings) {
    const { log, lines } = keepLog();
    const clock = createClock();
    const auth = await startStandalone(t, settings, log, clock.now);
    const asking = { ...patient, method: ['cookie', 'token-refresh'] };
    const { webSocket, page } = await startAsking(t, auth, log, asking, clock.now);
    return { webSocket, page, auth, advance: clock.advance, log: () => lines.join('') };
  },
};

/** Starts an auth server as a program of its own, with the demo users; it ends with the test. @returns its URL */
export async function startStandalone(
  t: TestContext,
  settings: Partial<AuthServerOptions> = {},
  log: Log = keepLog().log,
  now: () => number = Date.now,
): Promise<string> {
  const server = createStandalone({ port: 0, demo: true, introspectionSecret, ...settings }, log, now);
  t.after(() => server.close());
  await server.listen();
  return server.url;
}

/** Starts a WebSocket server that asks an auth server elsewhere. */
export function startAsking(
  t: TestContext,
  authServer: string,
  log: Log,
  settings: Partial<Options> = {},
  now?: () => number,
) {
  return start(t, createLab({ port: 0, authServer, introspectionSecret, ...settings }, log, now));
}

/** A log, and its lines. */
export function keepLog(): { log: Log; lines: string[] } {
  const lines: string[] = [];
  return { log: createLog('debug', { write: (line) => lines.push(line) }), lines };
}

async function start(t: TestContext, lab: ReturnType<typeof createLab>) {
  t.after(() => lab.close());
  await lab.listen();
  return lab.urls;
}

function createClock() {
  let passed = 0;
  return {
    now: () => Date.now() + passed,
    advance(ms: number) {
      passed += ms;
    },
  };
}
