/** The people who are attacked. Names and passwords are those of the demonstration, which everybody knows. */
import { authPaths, CSRF_HEADER, PROOF_HEADER } from '../../../protocol/auth.ts';
import type { MethodId } from '../../../protocol/methods.ts';
import { CannotRun, type Scene } from '../attack.ts';
import { type Answer, ask } from './http.ts';
import type { ProofKey } from './proof-key.ts';
import { shownFields } from './shown.ts';

const passwords = { alice: 'rabbit-hole', bob: 'tea-party' } as const;

export type Person = keyof typeof passwords;

/** User and password as `Authorization: Basic` carries them. */
export function basicOf(person: Person): string {
  return `Basic ${Buffer.from(`${person}:${passwords[person]}`).toString('base64')}`;
}

/** Somebody who signed in: what the browser keeps. */
export interface Victim {
  /** As a `Cookie` header has it. */
  readonly cookie: string;
  readonly csrfToken: string;
  /** A single-use ticket. */
  ticket(method: MethodId): Promise<string>;
  /** A signed token that is good for a minute. @param scope - less than the user may do */
  accessToken(scope?: string): Promise<string>;
  /** The same, bound to a key. */
  boundToken(key: ProofKey): Promise<string>;
  /** Ends the login session, and with it every connection. */
  signOut(): Promise<void>;
}

/**
 * @param who - whose part this person has in the scene
 * @param page - where; by default at the real server
 */
export async function signIn(
  scene: Scene,
  who: 'victim' | 'attacker',
  user: Person,
  page = scene.target.page,
): Promise<Victim> {
  const { target, signal } = scene;
  const server = target.ownerOf(page);
  const send = async (
    method: 'POST' | 'DELETE',
    path: string,
    json?: object,
    headers: Record<string, string> = {},
  ): Promise<Answer> => {
    const fields = shownFields({ headers }, false).filter((field) => field.startsWith('Cookie'));
    scene.happened({ type: 'request', from: who, to: server, line: `${method} ${path}`, fields });
    const answer = await ask(new URL(path, page), {
      method,
      ...(json && { json }),
      headers,
      signal,
    });
    scene.happened({ type: 'response', from: server, to: who, status: answer.status, fields: [] });
    if (answer.status < 300) return answer;
    throw new CannotRun(`${path} answered ${answer.status}: is the server started with --demo?`);
  };
  const post = (path: string, json: object, headers?: Record<string, string>) =>
    send('POST', path, json, headers);
  const answer = await post(authPaths.session, { user, password: passwords[user] });
  const cookie = answer.cookies[0]?.split(';')[0] ?? '';
  const csrfToken = answer.member('csrfToken');
  const headers = { Cookie: cookie, [CSRF_HEADER]: csrfToken };
  return {
    cookie,
    csrfToken,
    ticket: async (method) => (await post(authPaths.tickets, { method }, headers)).member('ticket'),
    async boundToken(key) {
      const proof = key.prove({ htm: 'POST', htu: new URL(authPaths.token, page).href });
      return (await post(authPaths.token, {}, { ...headers, [PROOF_HEADER]: proof })).member('accessToken');
    },
    accessToken: async (scope) =>
      (await post(authPaths.token, { ...(scope !== undefined && { scope }) }, headers)).member('accessToken'),
    async signOut() {
      await send('DELETE', authPaths.session, undefined, headers);
    },
  };
}
