/** Asks the auth server as a client does: signs in, fetches the credential of a method, signs out. */

import { once } from 'node:events';
import { request as httpRequest } from 'node:http';
import { type Agent, request as httpsRequest } from 'node:https';
import type { Prove } from '../../client/methods/proof.ts';
import { authPaths, CSRF_HEADER, PROOF_HEADER } from '../../protocol/auth.ts';
import { parseJson, stringMember } from '../../protocol/messages.ts';
import { explainError } from './failures.ts';

/** How long to wait for an answer. */
const PATIENCE_MS = 10_000;

/** The auth server refused (exit code 1) or did not answer (3); the message is a sentence. */
export class AuthFailed extends Error {
  readonly exitCode: 1 | 3;
  constructor(message: string, exitCode: 1 | 3) {
    super(message);
    this.exitCode = exitCode;
  }
}

export interface HttpSettings {
  /** Where to ask, such as `https://localhost:5678`. */
  readonly origin: string;
  readonly ca: readonly string[] | undefined;
  readonly insecure: boolean;
  readonly onWire: (direction: '→' | '←', what: string) => void;
  /** What to ask for in place of the host in `origin`: a balancer asks every node for the same. */
  readonly host?: string;
  /** Keeps connections open between requests. By default each request has one of its own. */
  readonly agent?: Agent;
}

export interface Session {
  /** As in a `Cookie` header. */
  readonly cookie: string;
  readonly csrfToken: string;
}

/** @throws AuthFailed */
export async function signIn(http: HttpSettings, user: string, password: string): Promise<Session> {
  const { headers, body } = await ask(http, 'POST', authPaths.session, {}, { user, password });
  const [cookie = ''] = headers['set-cookie']?.[0]?.split(';') ?? [];
  return { cookie, csrfToken: member(body, 'csrfToken') };
}

/** @throws AuthFailed */
export async function fetchTicket(http: HttpSettings, session: Session, method: string): Promise<string> {
  const { body } = await ask(http, 'POST', authPaths.tickets, headersOf(session), { method });
  return member(body, 'ticket');
}

/**
 * @param prove - makes the proof of the key that the token is to be bound to, if it is
 * @throws AuthFailed
 */
export async function fetchAccessToken(http: HttpSettings, session: Session, prove?: Prove): Promise<string> {
  const htu = new URL(authPaths.token, http.origin).href;
  const proof = prove && { [PROOF_HEADER]: await prove({ htm: 'POST', htu }) };
  const { body } = await ask(http, 'POST', authPaths.token, { ...headersOf(session), ...proof });
  return member(body, 'accessToken');
}

/** @throws AuthFailed */
export async function signOut(http: HttpSettings, session: Session): Promise<void> {
  await ask(http, 'DELETE', authPaths.session, headersOf(session));
}

/**
 * Fetches what a server tells about itself, see `protocol/lab.ts`.
 *
 * @throws AuthFailed
 */
export async function fetchLab(http: HttpSettings): Promise<object> {
  const { body } = await ask(http, 'GET', '/api/lab', {});
  return body;
}

function headersOf({ cookie, csrfToken }: Session): Record<string, string> {
  return { Cookie: cookie, [CSRF_HEADER]: csrfToken };
}

async function ask(
  { origin, ca, insecure, onWire, host, agent }: HttpSettings,
  method: 'GET' | 'POST' | 'DELETE',
  path: string,
  headers: Record<string, string>,
  json?: object,
) {
  const url = new URL(path, origin);
  const start = url.protocol === 'https:' ? httpsRequest : httpRequest;
  const sent = start(url, {
    method,
    agent: agent ?? false,
    signal: AbortSignal.timeout(PATIENCE_MS),
    rejectUnauthorized: !insecure,
    headers: {
      ...(json && { 'Content-Type': 'application/json' }),
      ...(host !== undefined && { Host: host }),
      ...headers,
    },
    ...(ca ? { ca: [...ca] } : {}),
  });
  onWire('→', `${method} ${path}`);
  try {
    sent.end(json && JSON.stringify(json));
    const [response] = await once(sent, 'response');
    let text = '';
    for await (const part of response.setEncoding('utf8')) text += part;
    const status = Number(response.statusCode);
    onWire('←', `${status} ${response.statusMessage}`);
    const parsed = parseJson(text);
    const body = parsed.ok && typeof parsed.value === 'object' && parsed.value !== null ? parsed.value : {};
    if (status >= 200 && status < 300) return { headers: response.headers, body };
    const detail = stringMember(body, 'detail');
    const words = detail.ok ? detail.value : `HTTP ${status}.`;
    throw new AuthFailed(`${url.host}: ${words}`, status === 401 || status === 403 ? 1 : 3);
  } catch (error) {
    if (error instanceof AuthFailed || !(error instanceof Error)) throw error;
    throw new AuthFailed(explainError(error, url.href), 3);
  }
}

function member(body: object, name: string): string {
  const value = stringMember(body, name);
  if (value.ok) return value.value;
  throw new AuthFailed(`The answer of the auth server has no ${name}.`, 3);
}
