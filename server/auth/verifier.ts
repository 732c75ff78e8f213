/** What the WebSocket server knows of an auth server: a question and its answer. */
import type { MethodId } from '../../protocol/methods.ts';

/** Who an authenticated client is, and what it may do. */
export interface Identity {
  readonly user: string;
  /** Of the session behind the credential, so that its end can end the connection. No credential itself. */
  readonly sessionId?: string;
  readonly permissions: readonly string[];
  /** By this server's clock (server/basics/clock.ts); without it the identity lasts as long as the connection. */
  readonly expiresAt?: number;
}

/** Where a credential was presented, and how long anybody waits for the answer. */
export interface Question {
  readonly method: MethodId;
  /** Proof that the page itself asked, where the credential alone does not show it. */
  readonly csrfToken?: string;
  /** Key of the client's address, where failures are counted against it. */
  readonly address?: string;
  /** Aborted when nobody waits any more. */
  readonly signal: AbortSignal;
}

/**
 * Why a credential lets nobody in, where that is more than that it is nobody's.
 *
 * - `forbidden`: it is somebody's, and the page did not prove that it asked itself (the CSRF token of `cookie`)
 * - `busy`: too many passwords are being checked, and this one was not looked at
 */
export type Refusal = 'forbidden' | 'busy';

/** Whose credential it is; `undefined` when it is nobody's. Only an identity lets anybody in. */
export type Verdict = Identity | Refusal | undefined;

/** The identity of a verdict that lets somebody in. */
export function identityOf(verdict: Verdict): Identity | undefined {
  return typeof verdict === 'object' ? verdict : undefined;
}

/** Asks an auth server about a credential. */
export interface Verifier {
  /**
   * @param credential - as the client sent it: any string
   * @throws when no answer could be had: the caller must refuse
   */
  verify(credential: string, question: Question): Promise<Verdict>;
}

/** Asks one verifier after the other until one knows the credential. If one throws, nobody after it is asked. */
export function anyOf(...verifiers: readonly Verifier[]): Verifier {
  return {
    async verify(credential, question) {
      for (const verifier of verifiers) {
        const verdict = await verifier.verify(credential, question);
        if (verdict) return verdict;
      }
      return undefined;
    },
  };
}
