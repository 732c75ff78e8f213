/** The auth server as a page sees it: sign in, then ask for a single-use ticket. */
import type { PageFact } from './diagram/facts.ts';

/** The demo user whose tickets the page asks for. */
const demoUser = { user: 'alice', password: 'rabbit-hole' };

export interface Ticket {
  readonly value: string;
  readonly expiresInMs: number;
}

/** The auth server said no, or nothing; the message is its own words where it had any. */
export class AuthError extends Error {}

/** Tells what was asked and answered; credentials are not among it. */
export type Tell = (fact: PageFact) => void;

export interface AuthClient {
  /**
   * Gets a fresh ticket, signing in first where that is needed.
   *
   * @throws AuthError
   */
  ticket(method: string, tell: Tell): Promise<Ticket>;
}

export function createAuthClient(): AuthClient {
  // In memory only: a page that is loaded again signs in again.
  let csrfToken: string | undefined;

  async function signIn(tell: Tell): Promise<string> {
    const answer = await post('auth/session', demoUser, {}, tell, `sign in as ${demoUser.user}`);
    if (!answer.ok) throw answer.problem;
    return text(answer.body, 'csrfToken');
  }

  async function askForTicket(method: string, csrf: string, tell: Tell): Promise<Answer> {
    return post('auth/tickets', { method }, { 'X-CSRF-Token': csrf }, tell, 'ask for a ticket');
  }

  return {
    async ticket(method, tell) {
      const known = csrfToken;
      let answer = known === undefined ? undefined : await askForTicket(method, known, tell);
      // No session yet, or it has ended meanwhile.
      if (!answer || (!answer.ok && (answer.status === 401 || answer.status === 403))) {
        csrfToken = await signIn(tell);
        answer = await askForTicket(method, csrfToken, tell);
      }
      if (!answer.ok) throw answer.problem;
      return { value: text(answer.body, 'ticket'), expiresInMs: seconds(answer.body) * 1000 };
    },
  };
}

type Answer = { ok: true; body: unknown } | { ok: false; status: number; problem: AuthError };

/** Where the auth server is: here, unless the page's server says otherwise. */
let base: Promise<URL> | undefined;

async function findAuthServer(): Promise<URL> {
  const response = await fetch('/api/lab').catch(() => undefined);
  const lab: unknown = await response?.json().catch(() => undefined);
  const address = member(lab, 'authServer');
  return new URL(typeof address === 'string' ? address : '/', location.href);
}

async function post(
  path: string,
  body: unknown,
  headers: Record<string, string>,
  tell: Tell,
  why: string,
): Promise<Answer> {
  tell({ type: 'asked', line: `POST /${path}`, why });
  base ??= findAuthServer();
  const response = await fetch(new URL(path, await base), {
    method: 'POST',
    // Its cookie is wanted also where it runs on another port.
    credentials: 'include',
    headers: { 'Content-Type': 'application/json', ...headers },
    body: JSON.stringify(body),
  }).catch(() => undefined);
  if (!response) {
    tell({ type: 'answered', status: 0, ok: false, words: 'the auth server is out of reach' });
    return { ok: false, status: 0, problem: new AuthError('The auth server is out of reach.') };
  }
  const answer: unknown = await response.json().catch(() => undefined);
  const { status, ok } = response;
  if (!ok) {
    // RFC 9457, section 3.1.4
    const detail = member(answer, 'detail');
    const words = typeof detail === 'string' ? detail : response.statusText || 'refused';
    tell({ type: 'answered', status, ok, words });
    return { ok, status, problem: new AuthError(words) };
  }
  tell({ type: 'answered', status, ok, words: summary(answer) });
  return { ok, body: answer };
}

function summary(answer: unknown): string {
  const user = member(answer, 'user');
  return typeof user === 'string' ? `signed in as ${user}` : `a ticket, good for ${seconds(answer)} s`;
}

function text(body: unknown, name: string): string {
  const value = member(body, name);
  if (typeof value !== 'string') throw new AuthError(`The auth server's answer has no ${name}.`);
  return value;
}

function seconds(body: unknown): number {
  const value = member(body, 'expiresIn');
  return typeof value === 'number' ? value : 0;
}

function member(value: unknown, name: string): unknown {
  return typeof value === 'object' && value !== null ? Reflect.get(value, name) : undefined;
}
