/**
 * Signing in at an identity provider: OpenID Connect's code flow with PKCE (RFC 7636). The browser goes there and comes
 * back with a code, which only this tab can exchange for a token.
 */
import { storage } from '../page/storage.ts';
import { member } from './lab.ts';

/** What has to be remembered while the browser is away. */
interface Left {
  readonly issuer: string;
  readonly clientId: string;
  readonly state: string;
  /** Proves that the code was asked for here. */
  readonly verifier: string;
  readonly tokenEndpoint: string;
}

const KEY = 'sign-in';

/** What our permissions are called, where a provider knows them. */
const permissions = ['echo', 'shout', 'admin'];

/** Where a provider sends people back to: this page, without what stands behind its path. */
const back = `${location.origin}/`;

/**
 * Leaves this page for the provider's.
 *
 * @throws if the provider does not answer as it should
 */
export async function leaveFor(issuer: string, clientId: string): Promise<void> {
  const metadata = await readJson(
    await fetch(`${issuer.replace(/\/$/, '')}/.well-known/openid-configuration`),
  );
  const [authorize, tokenEndpoint] = [
    textOf(metadata, 'authorization_endpoint'),
    textOf(metadata, 'token_endpoint'),
  ];
  if (textOf(metadata, 'issuer') !== issuer) throw new Error('another issuer');
  const [state, verifier] = [randomText(), randomText()];
  const digest = await crypto.subtle.digest('SHA-256', new TextEncoder().encode(verifier));
  const left: Left = { issuer, clientId, state, verifier, tokenEndpoint };
  storage('session')?.setItem(KEY, JSON.stringify(left));
  const known = member(metadata, 'scopes_supported');
  const scopes = permissions.filter((name) => Array.isArray(known) && known.includes(name));
  const url = new URL(authorize);
  for (const [name, value] of Object.entries({
    response_type: 'code',
    client_id: clientId,
    redirect_uri: back,
    scope: ['openid', ...scopes].join(' '),
    state,
    code_challenge: base64url(new Uint8Array(digest)),
    code_challenge_method: 'S256',
  })) {
    url.searchParams.set(name, value);
  }
  location.assign(url);
}

/**
 * Fetches the token, if the browser has just come back from a provider. The address no longer shows anything of that
 * afterwards, and what was remembered is forgotten: a code is good once.
 *
 * @returns undefined if it comes from elsewhere
 * @throws if it comes back with no code of ours, or the provider gives no token for it
 */
export async function tokenBroughtBack(): Promise<string | undefined> {
  const asked = new URLSearchParams(location.search);
  const [code, state] = [asked.get('code'), asked.get('state')];
  if (state === null || (code === null && !asked.has('error'))) return undefined;
  const left = takeLeft();
  history.replaceState(null, '', location.pathname + location.hash);
  // RFC 9700, section 2.1: a code that somebody else has asked for, or another provider has issued, is not exchanged.
  const isOurs = left?.state === state && (asked.get('iss') ?? left.issuer) === left.issuer;
  if (!isOurs || code === null) throw new Error(asked.get('error') ?? 'no code of ours');
  const form = new URLSearchParams({
    grant_type: 'authorization_code',
    client_id: left.clientId,
    redirect_uri: back,
    code,
    code_verifier: left.verifier,
  });
  return textOf(
    await readJson(await fetch(left.tokenEndpoint, { method: 'POST', body: form })),
    'access_token',
  );
}

function takeLeft(): Left | undefined {
  const text = storage('session')?.getItem(KEY);
  storage('session')?.removeItem(KEY);
  try {
    const left: unknown = JSON.parse(text ?? '');
    return {
      issuer: textOf(left, 'issuer'),
      clientId: textOf(left, 'clientId'),
      state: textOf(left, 'state'),
      verifier: textOf(left, 'verifier'),
      tokenEndpoint: textOf(left, 'tokenEndpoint'),
    };
  } catch {
    return undefined;
  }
}

async function readJson(response: Response): Promise<unknown> {
  if (!response.ok) throw new Error(`${response.status}`);
  return response.json();
}

function textOf(value: unknown, name: string): string {
  const text = member(value, name);
  if (typeof text !== 'string') throw new Error(`no ${name}`);
  return text;
}

function randomText(): string {
  return base64url(crypto.getRandomValues(new Uint8Array(32)));
}

function base64url(bytes: Uint8Array): string {
  return btoa(String.fromCharCode(...bytes)).replace(
    /[+/=]/g,
    (sign) => ({ '+': '-', '/': '_' })[sign] ?? '',
  );
}
