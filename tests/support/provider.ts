/** The real oidc-provider in a process of its own, what a browser does there, and tokens that it would never issue. */
import assert from 'node:assert/strict';
import { createHash, randomBytes } from 'node:crypto';
import type { TestContext } from 'node:test';
import { exportJWK, generateKeyPair, type JWK, SignJWT } from 'jose';
import { OPAQUE_RESOURCE, PAGE_CLIENT } from '../../scripts/provider/clients.ts';
import { type Answer, ask } from './auth.ts';
import { run } from './program.ts';
import type { Holder } from './proofs.ts';

export const audience = 'urn:websocket-auth-lab';
export const providerSecret = 'a-secret-of-a-client-of-a-provider';

export interface SigningKey {
  readonly kid: string;
  readonly privateKey: Parameters<SignJWT['sign']>[0];
  /** With the private members. */
  readonly jwk: JWK;
}

export async function makeKey(kid: string, alg = 'ES256'): Promise<SigningKey> {
  const { privateKey } = await generateKeyPair(alg, { extractable: true });
  return { kid, privateKey, jwk: { ...(await exportJWK(privateKey)), alg, use: 'sig', kid } };
}

/** What is published of a key. */
export function publicPart({ jwk }: SigningKey): JWK {
  const { d: _d, p: _p, q: _q, dp: _dp, dq: _dq, qi: _qi, ...published } = jwk;
  return published;
}

/** What to change of a token that is right otherwise; `undefined` leaves a claim out. */
export interface Change {
  readonly header?: Readonly<Record<string, unknown>>;
  readonly claims?: Readonly<Record<string, unknown>>;
}

/** Signs an access token as a provider would. Times are by the wall clock. */
export async function mint(
  issuer: string,
  key: SigningKey,
  { header, claims }: Change = {},
): Promise<string> {
  const now = Math.floor(Date.now() / 1000);
  const right = { iss: issuer, aud: audience, sub: 'alice', iat: now, exp: now + 300, scope: 'echo shout' };
  return new SignJWT({ ...right, ...claims })
    .setProtectedHeader({ alg: key.jwk.alg ?? 'ES256', typ: 'at+jwt', kid: key.kid, ...header })
    .sign(key.privateKey, { crit: { x: true } });
}

export const LOGOUT_EVENT = 'http://schemas.openid.net/event/backchannel-logout';

/** Signs a logout token. */
export function mintLogout(
  issuer: string,
  key: SigningKey,
  { header, claims }: Change = {},
): Promise<string> {
  return mint(issuer, key, {
    header: { typ: 'logout+jwt', ...header },
    claims: {
      scope: undefined,
      jti: randomBytes(8).toString('hex'),
      events: { [LOGOUT_EVENT]: {} },
      ...claims,
    },
  });
}

export interface TestProvider {
  readonly issuer: string;
  readonly key: SigningKey;
  /** Ends the process. */
  stop(): Promise<void>;
  browser(): Browser;
}

/** @param page - where the lab is, for redirects and logouts */
export async function startProvider(
  t: TestContext,
  page: string,
  { args = [], port = 0 }: { args?: readonly string[]; port?: number } = {},
): Promise<TestProvider> {
  const key = await makeKey('the-only-key');
  const flags = ['--no-tls', '--port', `${port}`, '--page', page, ...args];
  const env = { PROVIDER_KEYS: JSON.stringify({ keys: [key.jwk] }), PROVIDER_SECRET: providerSecret };
  const program = run(t, 'scripts/provider.ts', flags, env);
  const [, issuer = ''] = await program.until(/Issuer +(\S+)/);
  return {
    issuer,
    key,
    async stop() {
      program.child.kill('SIGTERM');
      await program.exited;
    },
    browser: () => createBrowser(issuer, page),
  };
}

/** What a browser keeps of a provider. */
export interface Browser {
  /** Signs in, unless that was done before, and returns an access token. @param boundTo - proves the key it is bound to */
  token(user: string, settings?: { scope?: string; opaque?: boolean; boundTo?: Holder }): Promise<string>;
  /** Signs out at the provider. */
  signOut(): Promise<Answer>;
}

/** Most redirects of one sign-in: more are a circle. */
const MAX_HOPS = 8;

function createBrowser(issuer: string, page: string): Browser {
  const cookies = new Map<string, string>();
  const visit = async (url: string, method = 'GET', body?: string, proof?: string): Promise<Answer> => {
    const headers = {
      ...(proof !== undefined && { DPoP: proof }),
      Cookie: [...cookies].map(([name, value]) => `${name}=${value}`).join('; '),
      ...(body !== undefined && { 'Content-Type': 'application/x-www-form-urlencoded' }),
    };
    const answer = await ask(issuer, url, { method, headers, body });
    for (const line of answer.headers['set-cookie'] ?? []) {
      const [, name = '', value = ''] = /^([^=]+)=([^;]*)/.exec(line) ?? [];
      cookies.set(name, value);
    }
    return answer;
  };

  return {
    async token(user, { scope = 'openid echo shout admin', opaque = false, boundTo } = {}) {
      const verifier = randomBytes(32).toString('base64url');
      const asked = new URLSearchParams({
        client_id: PAGE_CLIENT,
        response_type: 'code',
        redirect_uri: `${page}/`,
        scope,
        state: 'a-state',
        code_challenge: createHash('sha256').update(verifier).digest('base64url'),
        code_challenge_method: 'S256',
        ...(opaque && { resource: OPAQUE_RESOURCE }),
      });
      let answer = await visit(`/auth?${asked}`);
      for (let hops = 0; !answer.headers.location?.startsWith(page); hops++) {
        const to = answer.headers.location;
        assert.ok(to && hops < MAX_HOPS, `${answer.status} ${answer.text}`);
        answer = to.includes('/interaction/') ? await visit(`${to}?user=${user}`, 'POST') : await visit(to);
      }
      const code = new URL(answer.headers.location).searchParams.get('code');
      assert.ok(code, answer.headers.location);
      const form = new URLSearchParams({
        grant_type: 'authorization_code',
        client_id: PAGE_CLIENT,
        redirect_uri: `${page}/`,
        code,
        code_verifier: verifier,
        ...(opaque && { resource: OPAQUE_RESOURCE }),
      });
      const proof = await boundTo?.prove({ htm: 'POST', htu: `${issuer}/token` });
      const { json, text } = await visit('/token', 'POST', `${form}`, proof);
      assert.equal(typeof json.access_token, 'string', text);
      return String(json.access_token);
    },
    async signOut() {
      const { text } = await visit(`/session/end?client_id=${PAGE_CLIENT}`);
      const [, action = ''] = /action="([^"]+)"/.exec(text) ?? [];
      const [, xsrf = ''] = /name="xsrf" value="([^"]+)"/.exec(text) ?? [];
      return visit(action, 'POST', `${new URLSearchParams({ xsrf, logout: 'yes' })}`);
    },
  };
}
