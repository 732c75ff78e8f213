/** News for every node: whose access tokens an identity provider has called back. */

/** All of one person's tokens, or those of one of their sessions at the provider, that were issued up to a moment. */
export interface Revocation {
  readonly issuer: string;
  /** Without it, only a session is named. */
  readonly subject?: string;
  /** The session's id at the provider. */
  readonly session?: string;
  /** Seconds since 1970, by the provider's clock. */
  readonly issuedUntil: number;
}

export interface RevocationBus {
  /**
   * Tells every node, this one included.
   *
   * @throws if it cannot be said that every node will learn of it
   */
  revoke(revocation: Revocation): Promise<void>;
  /**
   * Adds a listener, which must be told of every revocation at least once, and soon; also of those that were made before
   * it listened, as long as a node may still be asked about a token that they concern (`KEPT_MS`).
   */
  revoked(listener: (revocation: Revocation) => void): void;
}

/** Milliseconds for which a revocation is kept; see server/providers/revoked.ts for what happens then. */
export const KEPT_MS = 24 * 60 * 60 * 1000;

/** Within one process everybody listens before the first revocation, so none has to be repeated. */
export function memoryRevocations(): RevocationBus {
  const listeners: ((revocation: Revocation) => void)[] = [];
  return {
    async revoke(revocation) {
      for (const tell of listeners) tell(revocation);
    },
    revoked: (listener) => void listeners.push(listener),
  };
}
