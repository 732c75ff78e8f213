/** Makes proofs that somebody holds a key (DPoP, RFC 9449, section 4.2). A browser and Node do it alike. */

/** What a proof is for. */
export interface ProofOf {
  /** Method of the HTTP request. */
  readonly htm: 'GET' | 'POST';
  /** Its address; the query is left out. */
  readonly htu: string;
  /** What the server asked to have repeated. */
  readonly nonce?: string;
  /** The access token that is shown with the proof. */
  readonly token?: string;
}

/** Signs a proof with one key. */
export type Prove = (request: ProofOf) => Promise<string>;

/** `CryptoKey`, whose name Node's types do not have. */
type Key = Awaited<ReturnType<typeof crypto.subtle.importKey>>;

/** A key in two parts: the private one signs, the public one is in every proof. */
export interface KeyPair {
  readonly privateKey: Key;
  readonly publicKey: Key;
}

const algorithm = { name: 'ECDSA', namedCurve: 'P-256' } as const;

/** Makes a key whose private part no script can read, not even ours: it can only be used. */
export function makeProofKey(): Promise<KeyPair> {
  return crypto.subtle.generateKey(algorithm, false, ['sign', 'verify']);
}

export function proveWith({ privateKey, publicKey }: KeyPair): Prove {
  return async ({ htm, htu, nonce, token }) => {
    const { kty, crv, x, y } = await crypto.subtle.exportKey('jwk', publicKey);
    const header = { typ: 'dpop+jwt', alg: 'ES256', jwk: { kty, crv, x, y } };
    const claims = {
      jti: crypto.randomUUID(),
      htm,
      htu: htu.replace(/[?#].*$/, ''),
      iat: Math.floor(Date.now() / 1000),
      nonce,
      ...(token !== undefined && {
        ath: base64url(await crypto.subtle.digest('SHA-256', bytesOf(token))),
      }),
    };
    const signed = [header, claims].map((part) => base64url(bytesOf(JSON.stringify(part)))).join('.');
    const how = { name: 'ECDSA', hash: 'SHA-256' };
    return `${signed}.${base64url(await crypto.subtle.sign(how, privateKey, bytesOf(signed)))}`;
  };
}

function bytesOf(text: string): Uint8Array<ArrayBuffer> {
  return new TextEncoder().encode(text);
}

function base64url(bytes: ArrayBuffer | Uint8Array): string {
  const binary = Array.from(new Uint8Array(bytes), (byte) => String.fromCharCode(byte)).join('');
  return btoa(binary).replaceAll('+', '-').replaceAll('/', '_').replaceAll('=', '');
}
