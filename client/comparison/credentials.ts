/** What the page has to show for each method: a valid credential, and one that is not. */
import { DEMO_TOKEN } from '../../protocol/messages.ts';
import type { MethodId } from '../../protocol/methods.ts';
import type { Credential, CredentialKind } from '../methods/method.ts';
import { member } from './lab.ts';

/** The user whose token the demo token is, too. */
const demoUser = { user: 'alice', password: 'rabbit-hole' };

/** The auth server gave nothing; the message is its own words where it had any. */
export class AuthError extends Error {}

export interface AccessToken {
  readonly value: string;
  readonly expiresIn: number;
}

export interface Credentials {
  /** @throws AuthError */
  valid(kind: CredentialKind, method: MethodId): Promise<Credential>;
  /** @throws AuthError */
  invalid(kind: CredentialKind, method: MethodId): Promise<Credential>;
  /** @throws AuthError */
  accessToken(): Promise<AccessToken>;
}

/** @param authServer - its origin; null for the page's own */
export function createCredentials(authServer: string | null): Credentials {
  // In memory only: a page that is loaded again signs in again.
  let csrfToken: Promise<string> | undefined;
  let usedTicket: string | undefined;

  async function post(path: string, headers: Record<string, string>, body?: object): Promise<unknown> {
    const response = await fetch(new URL(path, authServer ?? location.origin), {
      method: 'POST',
      // Its cookie is wanted also where it runs on another port.
      credentials: 'include',
      headers: { ...(body && { 'Content-Type': 'application/json' }), ...headers },
      ...(body && { body: JSON.stringify(body) }),
    }).catch(() => undefined);
    if (!response) throw new AuthError('The auth server is out of reach.');
    const answer: unknown = await response.json().catch(() => undefined);
    if (response.ok) return answer;
    // RFC 9457, section 3.1.4
    const detail = member(answer, 'detail');
    throw new AuthError(typeof detail === 'string' ? detail : `HTTP ${response.status}`);
  }

  async function signIn(): Promise<string> {
    return text(await post('/auth/session', {}, demoUser), 'csrfToken');
  }

  function session(): Promise<string> {
    csrfToken ??= signIn().catch((error: unknown) => {
      csrfToken = undefined;
      throw error;
    });
    return csrfToken;
  }

  /** Asks as the signed-in user, and signs in once more when that session is gone. */
  async function asUser(path: string, body?: object): Promise<unknown> {
    const known = csrfToken;
    try {
      return await post(path, { 'X-CSRF-Token': await session() }, body);
    } catch (error) {
      if (!(error instanceof AuthError) || known === undefined) throw error;
      csrfToken = undefined;
      return post(path, { 'X-CSRF-Token': await session() }, body);
    }
  }

  async function ticket(method: MethodId): Promise<string> {
    usedTicket = text(await asUser('/auth/tickets', { method }), 'ticket');
    return usedTicket;
  }

  async function accessToken(): Promise<AccessToken> {
    const answer = await asUser('/auth/token');
    const expiresIn = member(answer, 'expiresIn');
    return { value: text(answer, 'accessToken'), expiresIn: typeof expiresIn === 'number' ? expiresIn : 0 };
  }

  return {
    accessToken,
    async valid(kind, method) {
      switch (kind) {
        case 'token':
          return { kind, token: DEMO_TOKEN };
        case 'ticket':
          return { kind, ticket: await ticket(method) };
        case 'session':
          return { kind, csrfToken: await session() };
        case 'password':
          return { kind, ...demoUser };
        case 'access token':
          return { kind, accessToken: (await accessToken()).value };
      }
    },
    async invalid(kind, method) {
      switch (kind) {
        case 'token':
          return { kind, token: '00000000-0000-4000-8000-000000000000' };
        case 'ticket':
          return { kind, ticket: usedTicket ?? (await ticket(method)) };
        case 'session':
          // Signed in, so that the cookie is there and only the proof is forged.
          return { kind, csrfToken: `${(await session()).slice(0, -6)}forged` };
        case 'password':
          return { kind, user: demoUser.user, password: 'wonderland' };
        case 'access token':
          return { kind, accessToken: `${(await accessToken()).value.slice(0, -6)}forged` };
      }
    },
  };
}

function text(body: unknown, name: string): string {
  const value = member(body, name);
  if (typeof value !== 'string') throw new AuthError(`The auth server's answer has no ${name}.`);
  return value;
}
