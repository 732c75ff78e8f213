/** Login sessions. A session's cookie holds a secret, of which the server keeps only the hash. */
import type { Clock } from '../../basics/clock.ts';
import { derived, hashOf, isSecret, newSecret } from '../secrets.ts';
import type { Store } from '../stores/store.ts';
import type { User } from './users.ts';

export const sessionLimits = {
  /** Milliseconds from signing in to the end of the session, however much it is used. */
  lifetimeMs: 8 * 60 * 60 * 1000,
  /** Most sessions of one user; one more ends the oldest. */
  perUser: 1000,
} as const;

export interface Session {
  /** Hash of the secret. It may be shown and logged, since nobody gets in with it. */
  readonly id: string;
  readonly user: User;
  /** By this server's clock (server/basics/clock.ts). */
  readonly expiresAt: number;
}

export interface Sessions {
  /** @returns the new session, and the secret for its cookie, which is not kept */
  start(user: User): Promise<{ session: Session; secret: string }>;
  /** @param secret - what a cookie held: any string */
  find(secret: string): Promise<Session | undefined>;
  get(id: string): Promise<Session | undefined>;
  /** Ends a session, unless it has ended already. */
  end(id: string): Promise<void>;
  /** Those of the sessions that have ended: signed out, replaced, expired, or lost by the store. */
  ended(ids: readonly string[]): Promise<readonly string[]>;
}

/**
 * @param store - keeps the user of each session
 * @param ended - told the id of every session that is signed out or replaced by a newer one
 */
export function createSessions(settings: {
  store: Store<User>;
  now: Clock;
  ended: (sessionId: string) => void;
}): Sessions {
  const { store, now, ended } = settings;

  const get = async (id: string): Promise<Session | undefined> => {
    const kept = await store.get(id);
    return kept && { id, user: kept.value, expiresAt: kept.expiresAt };
  };

  const end = async (id: string) => {
    if (await store.take(id)) ended(id);
  };

  return {
    async start(user) {
      const secret = newSecret();
      const session = { id: hashOf(secret), user, expiresAt: now() + sessionLimits.lifetimeMs };
      const terms = { expiresAt: session.expiresAt, owner: user.name, limit: sessionLimits.perUser };
      // Refusing the new session instead would let anybody who knows the password lock its owner out.
      for (;;) {
        const oldest = await store.put(session.id, user, terms);
        if (!oldest) return { session, secret };
        await end(oldest.key);
      }
    },
    find: async (secret) => (isSecret(secret) ? get(hashOf(secret)) : undefined),
    get,
    end,
    ended: (ids) => store.missing(ids),
  };
}

/**
 * The CSRF token of a session. It is derived from the cookie's secret, so it need not be stored, and a page that reads
 * it still does not know the cookie.
 */
export function csrfTokenOf(secret: string): string {
  return derived(secret, 'csrf');
}
