/** Remembers whose tokens were called back, so that none of them comes back before it has expired. */
import type { Identity } from '../auth/verifier.ts';
import type { Clock } from '../basics/clock.ts';
import { KEPT_MS, type Revocation } from '../bus/revocations.ts';

/** Most revocations that are remembered, of all providers together. Each takes about 300 bytes. */
const MAX_KEPT = 100_000;

export interface Revoked {
  add(revocation: Revocation): void;
  /** Whether the token behind an identity was called back. Users of our own auth server never are. */
  has(identity: Identity): boolean;
}

/**
 * Nobody can say how long a provider's tokens live, and memory is bounded. So what is forgotten is remembered as a
 * moment: tokens of that provider that were issued before it are refused, whoever they belong to. It fails closed, and
 * concerns only tokens that are a day old.
 */
export function createRevoked(now: Clock, maxKept: number = MAX_KEPT): Revoked {
  /** By issuer and person or session, the oldest first. */
  const kept = new Map<string, { revocation: Revocation; keptUntil: number }>();
  const forgottenUntil = new Map<string, number>();

  const forget = () => {
    for (const [key, { revocation, keptUntil }] of kept) {
      if (kept.size <= maxKept && keptUntil > now()) return;
      kept.delete(key);
      const { issuer, issuedUntil } = revocation;
      forgottenUntil.set(issuer, Math.max(issuedUntil, forgottenUntil.get(issuer) ?? 0));
    }
  };

  return {
    add(revocation) {
      for (const key of keysOfRevocation(revocation)) {
        const before = kept.get(key)?.revocation.issuedUntil ?? 0;
        kept.delete(key);
        const issuedUntil = Math.max(before, revocation.issuedUntil);
        kept.set(key, { revocation: { ...revocation, issuedUntil }, keptUntil: now() + KEPT_MS });
      }
      forget();
    },
    has({ user, provider }) {
      if (!provider) return false;
      forget();
      const { issuer, issuedAt } = provider;
      const isUntil = (moment: number | undefined) => moment !== undefined && issuedAt <= moment;
      return (
        isUntil(forgottenUntil.get(issuer)) ||
        keysOfIdentity(user, provider).some((key) => isUntil(kept.get(key)?.revocation.issuedUntil))
      );
    },
  };
}

/**
 * The names under which a revocation is looked up. One of a session concerns the tokens of that session, and also those
 * of its person that do not say which session they are of: they might be of this one.
 */
export function keysOfRevocation({ issuer, subject, session }: Revocation): string[] {
  if (session === undefined) return subject === undefined ? [] : [nameOf(issuer, 'person', subject)];
  return [
    nameOf(issuer, 'session', session),
    ...(subject === undefined ? [] : [nameOf(issuer, 'sessionless', subject)]),
  ];
}

/** The names under which a token is looked up. */
export function keysOfIdentity(
  user: string,
  { issuer, session }: NonNullable<Identity['provider']>,
): string[] {
  return [
    nameOf(issuer, 'person', user),
    session === undefined ? nameOf(issuer, 'sessionless', user) : nameOf(issuer, 'session', session),
  ];
}

/** An issuer is a URL, so it holds no space. */
function nameOf(issuer: string, kind: 'person' | 'session' | 'sessionless', id: string): string {
  return `${issuer} ${kind} ${id}`;
}
