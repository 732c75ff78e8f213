/** Finds a provider's key set: OpenID Connect Discovery 1.0, section 4, or RFC 8414, section 3. */
import { parseJson } from '../../protocol/messages.ts';
import { BadAnswer, type Exchange } from '../auth/remote/exchange.ts';
import { isSafeUrl } from '../net/hosts.ts';

/**
 * @returns the address of the key set
 * @throws Unreached, BadAnswer, or an error whose message says what is wrong with the metadata
 */
export async function findKeySet(issuer: string, exchange: Pick<Exchange, 'ask'>): Promise<URL> {
  const text = await readMetadata(issuer, exchange);
  const json = parseJson(text);
  if (!json.ok || typeof json.value !== 'object' || json.value === null) {
    throw new Error(`The metadata of ${issuer} is no JSON object.`);
  }
  const metadata: Readonly<Record<string, unknown>> = { ...json.value };
  // Otherwise one provider could speak for another (RFC 8414, section 3.3). Compared letter by letter.
  if (metadata.issuer !== issuer) throw new Error(`The metadata of ${issuer} is that of another issuer.`);
  const { jwks_uri } = metadata;
  const isKnown = typeof jwks_uri === 'string' && URL.canParse(jwks_uri);
  if (!isKnown || !isSafeUrl(new URL(jwks_uri), issuer.startsWith('http:'))) {
    throw new Error(`The metadata of ${issuer} names no key set that can be fetched safely.`);
  }
  return new URL(jwks_uri);
}

/** The addresses at which an issuer's metadata may be. */
export function metadataUrls(issuer: string): URL[] {
  const { origin, pathname } = new URL(issuer);
  const path = pathname.replace(/\/$/, '');
  return [
    new URL(`${origin}${path}/.well-known/openid-configuration`),
    new URL(`${origin}/.well-known/oauth-authorization-server${path}`),
  ];
}

async function readMetadata(issuer: string, exchange: Pick<Exchange, 'ask'>): Promise<string> {
  const [first, second] = metadataUrls(issuer).map((url) => ({ url, method: 'GET' }) as const);
  if (!first || !second) throw new Error('an issuer has two addresses');
  try {
    return await exchange.ask(first);
  } catch (error) {
    if (error instanceof BadAnswer && error.status !== undefined && error.status !== 200)
      return exchange.ask(second);
    throw error;
  }
}
