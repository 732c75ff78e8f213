/** The provider: oidc-provider, with two users who need no password, and clients for the lab's page and server. */
import {
  request as httpRequest,
  type IncomingMessage,
  type RequestListener,
  type ServerResponse,
} from 'node:http';
import { request as httpsRequest } from 'node:https';
import { exportJWK, generateKeyPair, type JWK } from 'jose';
import Provider, { type Configuration, errors } from 'oidc-provider';
import { OPAQUE_RESOURCE, PAGE_CLIENT, SERVER_CLIENT } from './clients.ts';
import { askWho } from './who.ts';

/** What each user may do. */
const users: ReadonlyMap<string, string> = new Map([
  ['alice', 'echo shout'],
  ['bob', 'echo shout admin'],
]);

export interface ProviderSettings {
  readonly issuer: string;
  /** Origin of the lab's page. */
  readonly page: string;
  readonly audience: string;
  readonly tokenSeconds: number;
  readonly providerKeys: string | undefined;
  readonly providerSecret: string | undefined;
  /** Signed the certificate of the lab, PEM. */
  readonly authority: string | undefined;
}

export async function createProvider(settings: ProviderSettings): Promise<RequestListener> {
  const { issuer, page, audience, tokenSeconds, providerKeys, providerSecret, authority } = settings;
  const configuration: Configuration = {
    jwks: providerKeys === undefined ? { keys: [await newKey()] } : JSON.parse(providerKeys),
    clients: [
      {
        client_id: PAGE_CLIENT,
        token_endpoint_auth_method: 'none',
        grant_types: ['authorization_code'],
        response_types: ['code'],
        redirect_uris: [`${page}/`],
        post_logout_redirect_uris: [`${page}/`],
        id_token_signed_response_alg: 'ES256',
        backchannel_logout_uri: `${page}/auth/backchannel-logout`,
        backchannel_logout_session_required: true,
      },
      ...(providerSecret === undefined
        ? []
        : [
            {
              client_id: SERVER_CLIENT,
              client_secret: providerSecret,
              grant_types: [],
              redirect_uris: [],
              response_types: [],
              id_token_signed_response_alg: 'ES256' as const,
            },
          ]),
    ],
    scopes: ['openid'],
    // What the page may ask for. They belong to the resource, so they are none of the provider's own.
    discovery: { scopes_supported: ['openid', 'echo', 'shout', 'admin'] },
    cookies: { keys: [crypto.randomUUID()] },
    ttl: { AccessToken: tokenSeconds, Session: 3600, Grant: 3600, Interaction: 600, IdToken: 300 },
    findAccount: (_context, id) =>
      users.has(id) ? { accountId: id, claims: () => ({ sub: id }) } : undefined,
    clientBasedCORS: (_context, origin) => origin === page,
    interactions: { url: (_context, { uid }) => `/interaction/${uid}` },
    // Nobody is asked for consent: a class wants to see the token.
    async loadExistingGrant({ oidc: { provider, client, session, params } }) {
      const grant = new provider.Grant({ clientId: client?.clientId, accountId: session?.accountId });
      grant.addOIDCScope('openid');
      const resources = [params?.resource ?? audience].flat().map(String);
      for (const resource of resources) grant.addResourceScope(resource, 'echo shout admin');
      await grant.save();
      return grant;
    },
    async extraTokenClaims({ oidc }, token) {
      // So that a logout can name the session that a token is of.
      const sid = oidc.entities.AuthorizationCode?.sid;
      if (sid !== undefined && 'accountId' in token) return { sid };
      return undefined;
    },
    features: {
      devInteractions: { enabled: false },
      introspection: { enabled: providerSecret !== undefined, allowedPolicy: () => true },
      revocation: { enabled: true },
      backchannelLogout: { enabled: true },
      resourceIndicators: {
        enabled: true,
        defaultResource: (_context, _client, oneOf) => (Array.isArray(oneOf) ? oneOf[0] : oneOf) ?? audience,
        useGrantedResource: () => true,
        getResourceServerInfo({ oidc }, resource) {
          if (resource !== audience && resource !== OPAQUE_RESOURCE) throw new errors.InvalidTarget();
          const user = oidc.entities.Account?.accountId ?? oidc.session?.accountId ?? '';
          return {
            // Nobody gets more than they may, whatever is asked for.
            scope: users.get(user) ?? 'echo shout admin',
            audience,
            accessTokenTTL: tokenSeconds,
            accessTokenFormat: resource === audience ? 'jwt' : 'opaque',
            jwt: { sign: { alg: 'ES256' } },
          };
        },
      },
    },
    // Its own would not send anything to this machine.
    fetch: (url, init) => post(String(url), init, authority),
  };
  const provider = new Provider(issuer, configuration);
  const answer = provider.callback();
  return (request, response) => {
    if (!request.url?.startsWith('/interaction/')) return void answer(request, response);
    signIn(provider, request, response).catch(() => {
      response.writeHead(400).end('Go back and try again.');
    });
  };
}

/** Asks who comes, or lets in whoever pressed a button. */
async function signIn(provider: Provider, request: IncomingMessage, response: ServerResponse): Promise<void> {
  const { pathname, searchParams } = new URL(request.url ?? '', 'https://localhost');
  const { uid } = await provider.interactionDetails(request, response);
  const user = searchParams.get('user');
  if (request.method !== 'POST' || user === null) return askWho(response, pathname, [...users.keys()]);
  if (!users.has(user) || pathname !== `/interaction/${uid}`) throw new Error('unknown user');
  await provider.interactionFinished(request, response, { login: { accountId: user } });
}

async function newKey(): Promise<JWK> {
  const { privateKey } = await generateKeyPair('ES256', { extractable: true });
  return { ...(await exportJWK(privateKey)), alg: 'ES256', use: 'sig', kid: crypto.randomUUID() };
}

/** @param ca - the local authority, which alone has signed the certificate of the lab */
function post(url: string, init: RequestInit | undefined, ca: string | undefined): Promise<Response> {
  return new Promise((resolve, reject) => {
    const headers = Object.fromEntries(new Headers(init?.headers));
    const start = url.startsWith('http:') ? httpRequest : httpsRequest;
    const sent = start(url, { method: init?.method ?? 'GET', headers, ca }, (answer) => {
      answer.resume();
      answer.on('end', () => resolve(new Response(null, { status: answer.statusCode ?? 500 })));
    });
    sent.on('error', reject);
    sent.end(String(init?.body ?? ''));
  });
}
