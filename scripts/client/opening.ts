/** How the terminal client opens a WebSocket with each method: as a page does, and in the ways that a page cannot. */
import { clientMethods } from '../../client/methods/index.ts';
import { openWith } from '../../client/methods/method.ts';
import { parseObject } from '../../protocol/messages.ts';
import type { MethodId } from '../../protocol/methods.ts';
import { formatRefresh } from '../../protocol/typed-messages.ts';
import { fetchAccessToken, fetchTicket, type HttpSettings, signIn } from './auth.ts';

export interface Opening {
  readonly url: string;
  readonly protocols: readonly string[];
  /** What no page can set. */
  readonly headers: Readonly<Record<string, string>>;
  /** Sent as soon as the WebSocket is open. */
  readonly first: string | undefined;
  /** Whether a message says that the client is in; undefined where the 101 has said so. */
  readonly acknowledges: ((text: string) => boolean) | undefined;
  /** A line as a message. */
  readonly say: (line: string) => string;
  /** Makes the message that renews an acknowledged token. */
  readonly renewal: (() => Promise<string>) | undefined;
  /** What must not be printed. */
  readonly secrets: readonly string[];
}

export interface Wanted {
  readonly method: MethodId;
  readonly url: string;
  readonly token: string;
  /** Who signs in, and with what; undefined where the token is shown as it is. */
  readonly login: { readonly user: string; readonly password: string } | undefined;
}

/**
 * Gets what the method shows, and says how to show it.
 *
 * @throws AuthFailed when the auth server gives nothing
 */
export async function openingOf({ method, url, token, login }: Wanted, http: HttpSettings): Promise<Opening> {
  const page = clientMethods[method];
  const plain: Opening = {
    url,
    protocols: [],
    headers: {},
    first: undefined,
    acknowledges: 'acknowledges' in page ? page.acknowledges : undefined,
    say: 'say' in page ? page.say : (msg) => JSON.stringify({ msg }),
    renewal: undefined,
    secrets: [token],
  };
  // As the server's own page would: methods that ride on what a browser adds ask where the page came from.
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

  // A token is shown as it is; who signs in shows a ticket in its place, wherever one is taken.
  const takesTicket = method !== 'query-token';
  const shown = session && takesTicket ? await fetchTicket(http, session, method) : token;
  const withShown = { ...plain, secrets: [...secrets, shown, Buffer.from(shown).toString('base64url')] };
  if (page.reach === 'none') return { ...withShown, headers: { Authorization: `Bearer ${shown}` } };
  if (page.needs === 'ticket')
    return { ...withShown, ...openWith(page, url, { kind: 'ticket', ticket: shown }) };
  return { ...withShown, ...openWith(page, url, { kind: 'token', token: shown }) };
}

/** Seconds until an acknowledged token runs out: of `authenticated` and `refreshed`. */
export function secondsLeft(text: string): number | undefined {
  const message = parseObject(text);
  if (!message.ok) return undefined;
  const { type, expiresIn }: { type?: unknown; expiresIn?: unknown } = message.value;
  const isFresh = type === 'authenticated' || type === 'refreshed';
  return isFresh && typeof expiresIn === 'number' ? expiresIn : undefined;
}
