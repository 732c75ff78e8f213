/** The public keys of one provider: found, fetched and kept (RFC 7517). */
import type { JWTVerifyGetKey } from 'jose';
import { type Parsed, parseJson } from '../../protocol/messages.ts';
import { type Exchange, Unreached } from '../auth/remote/exchange.ts';
import type { CheckStep } from '../auth/verifier.ts';
import type { Clock } from '../basics/clock.ts';
import { findKeySet } from './discovery.ts';

/** Milliseconds from the start of one fetch to the next at the earliest, however many tokens name unknown keys. */
export const PAUSE_MS = 30_000;

/** The same after a fetch that reached nobody, which costs the provider nothing. */
export const UNREACHED_PAUSE_MS = 3000;

/** Milliseconds after which keys are fetched again although none is missing: one may have been withdrawn. */
export const FRESH_MS = 600_000;

/** There is no answer about a key, because the provider gave none. */
export class KeysMissing extends Error {}

/** Told of the steps of a check. */
export type Told = (step: CheckStep) => void;

export interface KeySet {
  /**
   * Finds the key that a token names.
   *
   * @returns undefined where the provider has no such key
   * @throws KeysMissing if it cannot be asked
   */
  find(...args: [...Parameters<JWTVerifyGetKey>, told: Told | undefined]): Promise<KeyOf | undefined>;
}

type KeyOf = Awaited<ReturnType<JWTVerifyGetKey>>;
type Finder = (...args: Parameters<JWTVerifyGetKey>) => Promise<KeyOf | undefined>;

export interface KeySetSettings {
  readonly issuer: string;
  readonly exchange: Pick<Exchange, 'ask'>;
  readonly now: Clock;
  /** Told how each fetch ended. */
  readonly fetched: (result: { readonly keys: number } | { readonly error: unknown }) => void;
}

/**
 * jose's own remote set counts its pause from the end of a fetch: a key that was published while the fetch was under way
 * could be refused although it is older than the pause. Here the pause counts from the beginning.
 */
export function createKeySet({ issuer, exchange, now, fetched }: KeySetSettings): KeySet {
  let finder: Finder | undefined;
  let keySet: URL | undefined;
  let freshUntil = Number.NEGATIVE_INFINITY;
  let nextFetch = Number.NEGATIVE_INFINITY;
  let failed = false;
  let underWay: Promise<number | undefined> | undefined;

  /** @returns how many keys there are; undefined if there was no answer that can be used */
  const fetchKeys = async (): Promise<number | undefined> => {
    const start = now();
    nextFetch = start + PAUSE_MS;
    try {
      keySet ??= await findKeySet(issuer, exchange);
      const keys = parseKeySet(await exchange.ask({ url: keySet, method: 'GET' }));
      if (!keys.ok) throw new Error(`The key set of ${issuer} ${keys.problem}.`);
      finder = await finderIn(keys.value);
      freshUntil = start + FRESH_MS;
      failed = false;
      fetched({ keys: keys.value.length });
      return keys.value.length;
    } catch (error) {
      // The keys may have moved.
      keySet = undefined;
      failed = true;
      if (error instanceof Unreached) nextFetch = start + UNREACHED_PAUSE_MS;
      fetched({ error });
      return undefined;
    }
  };

  /** Waits for a fetch, if one is under way or may begin. @returns whether it was waited for */
  const refresh = async (told: Told | undefined): Promise<boolean> => {
    if (!underWay && now() < nextFetch) return false;
    underWay ??= fetchKeys().finally(() => {
      underWay = undefined;
    });
    const start = performance.now();
    told?.({ type: 'keysAsked', issuer });
    const keys = await underWay;
    told?.({ type: 'keysAnswered', keys, ms: performance.now() - start });
    return true;
  };

  return {
    async find(header, token, told) {
      // If the provider is away, its last keys stay good: it decides only about tokens with a key that is not known.
      if (now() >= freshUntil) await refresh(told);
      const key = await finder?.(header, token);
      if (key) return key;
      if (await refresh(told)) {
        const newKey = await finder?.(header, token);
        if (newKey) return newKey;
      }
      if (failed) throw new KeysMissing(`The keys of ${issuer} cannot be fetched.`);
      return undefined;
    },
  };
}

async function finderIn(keys: readonly object[]): Promise<Finder> {
  const { createLocalJWKSet, errors } = await import('jose');
  const find = createLocalJWKSet({ keys: keys.map((key) => ({ kty: '', ...key })) });
  return async (header, token) => {
    try {
      return await find(header, token);
    } catch (error) {
      if (error instanceof errors.JWKSNoMatchingKey) return undefined;
      throw error;
    }
  };
}

/** Reads `{"keys": […]}` (RFC 7517, section 5). The problem is the rest of a sentence. */
function parseKeySet(text: string): Parsed<readonly object[]> {
  const json = parseJson(text);
  const keys: unknown =
    json.ok && typeof json.value === 'object' && json.value !== null
      ? Reflect.get(json.value, 'keys')
      : undefined;
  if (!Array.isArray(keys)) return { ok: false, problem: 'is no key set' };
  const isObject = (key: unknown): key is object =>
    typeof key === 'object' && key !== null && !Array.isArray(key);
  return keys.every(isObject)
    ? { ok: true, value: keys }
    : { ok: false, problem: 'holds something that is no key' };
}
