/** What a page's half of a method is: how the WebSocket is opened, and what is said first. */

import type { Prove } from './proof.ts';

/** What a method wants to show. The page gets it from the auth server, or has it already. */
export type Credential =
  /** Long-lived; on this server the public demo token. */
  | { readonly kind: 'token'; readonly token: string }
  /** Good once, for half a minute, for one method. */
  | { readonly kind: 'ticket'; readonly ticket: string }
  /** Proves that the page has read what only a page of ours can read; the cookie goes by itself. */
  | { readonly kind: 'session'; readonly csrfToken: string }
  | { readonly kind: 'password'; readonly user: string; readonly password: string }
  /** Signed, and valid for a minute. */
  | { readonly kind: 'access token'; readonly accessToken: string }
  /** The same, bound to a key, and what signs with that key. */
  | { readonly kind: 'bound token'; readonly accessToken: string; readonly prove: Prove };

export type CredentialKind = Credential['kind'];
export type CredentialOf<Kind extends CredentialKind> = Extract<Credential, { kind: Kind }>;

/** Everything that `new WebSocket(url, protocols)` takes, and what is sent as soon as it is open. */
export interface Opening {
  readonly url: string;
  readonly protocols: readonly string[];
  readonly first?: string;
  /** Where the server speaks first: what is sent in answer to a message of it; undefined for any other message. */
  answer?(text: string): Promise<string | undefined>;
  /** Makes the message that renews the token, where that needs more than the new token. */
  renew?(token: string): Promise<string>;
}

interface Page<Kind extends CredentialKind> {
  readonly reach: 'page';
  readonly needs: Kind;
  /** @param endpoint - address of the method, as `GET /api/lab` tells it */
  open(endpoint: string, credential: CredentialOf<Kind>): Opening;
  /** Whether a message says that the client is in. Where there is none, the 101 has said so. */
  readonly acknowledges?: (text: string) => boolean;
  /** A message to be echoed. */
  say(text: string): string;
}

/** A method that a page can use. */
export type PageMethod<Kind extends CredentialKind = CredentialKind> = {
  [Each in Kind]: Page<Each>;
}[Kind];

/** A method that no page can use by itself. */
export interface OutOfReach {
  readonly reach: 'none';
  /** All that a page can do: ask without a credential. */
  open(endpoint: string): Opening;
}

export type ClientMethod = PageMethod | OutOfReach;

/**
 * Opens with a credential of whatever kind.
 *
 * @throws when it is not of the kind that the method needs
 */
export function openWith(method: PageMethod, endpoint: string, credential: Credential): Opening {
  if (method.needs === 'token' && credential.kind === 'token') return method.open(endpoint, credential);
  if (method.needs === 'ticket' && credential.kind === 'ticket') return method.open(endpoint, credential);
  if (method.needs === 'session' && credential.kind === 'session') return method.open(endpoint, credential);
  if (method.needs === 'password' && credential.kind === 'password') return method.open(endpoint, credential);
  if (method.needs === 'access token' && credential.kind === 'access token') {
    return method.open(endpoint, credential);
  }
  if (method.needs === 'bound token' && credential.kind === 'bound token') {
    return method.open(endpoint, credential);
  }
  throw new Error(`This method needs a ${method.needs}, not a ${credential.kind}.`);
}

/** A message for the echo. */
export function sayMsg(msg: string): string {
  return JSON.stringify({ msg });
}

/** The type of a typed message, `{"type": "…"}`. */
export function typeOf(text: string): unknown {
  try {
    const message: unknown = JSON.parse(text);
    return typeof message === 'object' && message !== null ? Reflect.get(message, 'type') : undefined;
  } catch {
    return undefined;
  }
}
