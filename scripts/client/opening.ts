/** How the terminal client opens a WebSocket with each method: as a page does, and in the ways that a page cannot. */
import { clientMethods } from '../../client/methods/index.ts';
import { openWith } from '../../client/methods/method.ts';
import { makeProofKey, proveWith } from '../../client/methods/proof.ts';
import { parseObject } from '../../protocol/messages.ts';
import type { MethodId } from '../../protocol/methods.ts';
import { formatRefresh } from '../../protocol/typed-messages.ts';
import { fetchAccessToken, fetchTicket, type HttpSettings, signIn } from './auth.ts';

export interface Opening {
  readonly url: string;
  readonly protocols: readonly string[];
  /** Header fields that no page can set. */
  readonly headers: Readonly<Record<string, string>>;
  /** Sent as soon as the WebSocket is open. */
  readonly first: string | undefined;
  /** Makes the answer to a server that speaks first; undefined for any other message of it. */
  readonly answer: ((text: string) => Promise<string | undefined>) | undefined;
  /** Whether a message acknowledges the client; undefined if the 101 does. */
  readonly acknowledges: ((text: string) => boolean) | undefined;
  /** Sent as soon as the client is in. */
  readonly second: string | undefined;
  /** Makes a message of a line. */
  readonly say: (line: string) => string;
  /** Whether a message answers one of ours; undefined if each does. */
  readonly isReply: ((text: string) => boolean) | undefined;
  /** Makes the message that renews an acknowledged token. */
  readonly renewal: (() => Promise<string>) | undefined;
  /** Texts that must not be printed. */
  readonly secrets: readonly string[];
}

export interface Wanted {
  readonly method: MethodId;
  readonly url: string;
  readonly token: string;
  /** The user who signs in; undefined if the token is used as it is. */
  readonly login: { readonly user: string; readonly password: string } | undefined;
}

/**
 * Fetches the credential of a method, and says how to send it.
 *
 * @throws AuthFailed if the auth server issues none
 */
export async function openingOf({ method, url, token, login }: Wanted, http: HttpSettings): Promise<Opening> {
  const page = clientMethods[method];
  const plain: Opening = {
    url,
    protocols: [],
    headers: {},
    first: undefined,
    answer: undefined,
    acknowledges: 'acknowledges' in page ? page.acknowledges : undefined,
    second: undefined,
    say: 'say' in page ? page.say : (msg) => JSON.stringify({ msg }),
    isReply: undefined,
    renewal: undefined,
    secrets: [token],
  };
  // The origin of the server's own page, which methods demand whose credential a browser adds by itself.
  const { origin } = new URL(url.replace(/^ws/, 'http'));
  if (method === 'client-certificate') return { ...plain, headers: { Origin: origin } };
  if (login && method === 'basic') {
    const { user, password } = login;
    const encoded = Buffer.from(`${user}:${password}`).toString('base64');
    return {
      ...plain,
      headers: { Authorization: `Basic ${encoded}`, Origin: origin },
      secrets: [password, encoded],
    };
  }

  const session = login && (await signIn(http, login.user, login.password));
  const secrets = [...plain.secrets, login?.password ?? '', session?.cookie ?? '', session?.csrfToken ?? ''];
  if (page.reach === 'page' && page.needs === 'session' && session) {
    const { csrfToken } = session;
    const opening = openWith(page, url, { kind: 'session', csrfToken });
    return { ...plain, ...opening, headers: { Cookie: session.cookie, Origin: origin }, secrets };
  }
  if (page.reach === 'page' && page.needs === 'access token') {
    const fetch = async () => (session ? await fetchAccessToken(http, session) : token);
    const accessToken = await fetch();
    const opening = openWith(page, url, { kind: 'access token', accessToken });
    const renewal = session && (async () => formatRefresh(await fetch()));
    return { ...plain, ...opening, renewal, secrets: [...secrets, accessToken] };
  }
  if (page.reach === 'page' && page.needs === 'bound token' && session) {
    const prove = proveWith(await makeProofKey());
    const fetch = () => fetchAccessToken(http, session, prove);
    const { answer, renew, ...opening } = openWith(page, url, {
      kind: 'bound token',
      accessToken: await fetch(),
      prove,
    });
    const renewal = renew && (async () => renew(await fetch()));
    return { ...plain, ...opening, answer, renewal, secrets };
  }

  // A user who has signed in sends a ticket in place of the token, if the method accepts one.
  const takesTicket = method !== 'query-token';
  const shown = session && takesTicket ? await fetchTicket(http, session, method) : token;
  const withShown = { ...plain, secrets: [...secrets, shown, Buffer.from(shown).toString('base64url')] };
  if (page.reach === 'none') return { ...withShown, headers: { Authorization: `Bearer ${shown}` } };
  if (page.needs === 'ticket')
    return { ...withShown, ...openWith(page, url, { kind: 'ticket', ticket: shown }) };
  return { ...withShown, ...openWith(page, url, { kind: 'token', token: shown }) };
}

/** Seconds until an acknowledged token expires, as `authenticated` and `refreshed` say. */
export function secondsLeft(text: string): number | undefined {
  const message = parseObject(text);
  if (!message.ok) return undefined;
  const { type, expiresIn }: { type?: unknown; expiresIn?: unknown } = message.value;
  const isFresh = type === 'authenticated' || type === 'refreshed';
  return isFresh && typeof expiresIn === 'number' ? expiresIn : undefined;
}
