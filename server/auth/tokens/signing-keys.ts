/**
 * The keys that sign access tokens. Each process makes its own, and replaces it now and then. The private key never
 * leaves the process; the public key is in a store, where every node finds it until the last token that it signed has
 * expired.
 */
import type { CryptoKey } from 'jose';
import type { Clock } from '../../basics/clock.ts';
import { lazy } from '../../basics/lazy.ts';
import { isSecret, newSecret } from '../secrets.ts';
import type { Store } from '../stores/store.ts';

export const ALGORITHM = 'ES256';

/** Milliseconds after which a process signs with a new key. */
const KEY_MS = 600_000;

/** Milliseconds for which a public key outlives the last token that it signed, since clocks differ a little. */
const SLACK_MS = 10_000;

/** Most public keys of one process: the one in use, and those whose tokens have not expired yet. */
const KEYS_OF_PROCESS = 4;

/** Most public keys that a process remembers, so that it need not read one again for every token. */
const MAX_KNOWN = 64;

/** A public key on P-256 (RFC 7518, section 6.2.1). */
export interface PublicKey {
  readonly kty: 'EC';
  readonly crv: 'P-256';
  readonly x: string;
  readonly y: string;
}

/** Reads what a store kept of a public key. */
export function parsePublicKey(value: unknown): PublicKey | undefined {
  if (typeof value !== 'object' || value === null) return undefined;
  const { kty, crv, x, y }: Readonly<Record<string, unknown>> = { ...value };
  if (kty !== 'EC' || crv !== 'P-256' || typeof x !== 'string' || typeof y !== 'string') return undefined;
  return { kty, crv, x, y };
}

export interface SigningKeys {
  /**
   * The key to sign with. By then every node can check what it signs.
   *
   * @throws Unavailable if the store gave no answer
   */
  current(): Promise<{ readonly kid: string; readonly privateKey: CryptoKey }>;
  /** The public key of this id (RFC 7515, section 4.1.4), whichever process made it. @throws likewise */
  find(kid: string | undefined): Promise<CryptoKey | Uint8Array | undefined>;
  /** Loads the library and makes the key, unless that is done already. */
  prepare(): void;
}

/** @param seconds - how long a token is valid */
export function createSigningKeys(settings: {
  readonly store: Store<PublicKey>;
  readonly now: Clock;
  readonly seconds: number;
}): SigningKeys {
  const { store, now, seconds } = settings;
  const process = newSecret();
  const known = new Map<string, { key: CryptoKey | Uint8Array; until: number }>();
  let latest: { pair: ReturnType<typeof createPair>; until: number } | undefined;

  const pairNow = () => {
    if (!latest || latest.until <= now()) latest = { pair: createPair(), until: now() + KEY_MS };
    return latest.pair();
  };

  return {
    async current() {
      const { kid, privateKey, publicKey } = await pairNow();
      // With every token anew: so the key lasts as long as its tokens, and a store that has lost it has it again.
      const expiresAt = now() + seconds * 1000 + SLACK_MS;
      const oldest = await store.put(kid, publicKey, { expiresAt, owner: process, limit: KEYS_OF_PROCESS });
      if (oldest) throw new Error('This process has too many keys.');
      return { kid, privateKey };
    },
    async find(kid = '') {
      if (!isSecret(kid)) return undefined;
      const found = known.get(kid);
      if (found && found.until > now()) return found.key;
      known.delete(kid);
      const kept = await store.get(kid);
      if (!kept) return undefined;
      const { importJWK } = await import('jose');
      const key = await importJWK({ ...kept.value }, ALGORITHM);
      known.set(kid, { key, until: kept.expiresAt });
      const [oldest] = known.keys();
      if (known.size > MAX_KNOWN && oldest !== undefined) known.delete(oldest);
      return key;
    },
    prepare() {
      // A failure is reported to whoever asks for a token next.
      pairNow().catch(() => {});
    },
  };
}

/** Makes a pair of keys when it is first needed: loading the library takes a tenth of the time of the start. */
function createPair() {
  return lazy(async () => {
    const { exportJWK, generateKeyPair } = await import('jose');
    const pair = await generateKeyPair(ALGORITHM);
    const publicKey = parsePublicKey(await exportJWK(pair.publicKey));
    if (!publicKey) throw new Error('The new key is not of the kind that was asked for.');
    return { kid: newSecret(), privateKey: pair.privateKey, publicKey };
  });
}
