/** The recipe of `Sec-WebSocket-Accept` (RFC 6455, section 4.2.2), one step after the other. */

const GUID = '258EAFA5-E914-47DA-95CA-C5AB0DC85B11';

export interface AcceptSteps {
  readonly joined: string;
  /** SHA-1 of it, in hexadecimal. */
  readonly digest: string;
  /** The same bytes in base64: the value the server must have sent. */
  readonly accept: string;
}

/**
 * Computes the Accept value for a key.
 *
 * @returns `undefined` where the browser has no cryptography: a page that came by plain http from another host
 */
export async function computeAccept(key: string): Promise<AcceptSteps | undefined> {
  // The types know secure contexts only.
  const { subtle }: { subtle?: typeof crypto.subtle } = crypto;
  if (!subtle) return undefined;
  const joined = key + GUID;
  const bytes = new Uint8Array(await subtle.digest('SHA-1', new TextEncoder().encode(joined)));
  return {
    joined,
    digest: [...bytes].map((byte) => byte.toString(16).padStart(2, '0')).join(''),
    accept: btoa(String.fromCharCode(...bytes)),
  };
}
