/** All the WebSocket server knows of an auth server: a question about a credential, and its answer. */
import type { MethodId } from '../../protocol/methods.ts';
import type { TraceFact } from '../../protocol/trace.ts';

/** Who an authenticated client is, and what it may do. */
export interface Identity {
  /** A name, or the subject that an identity provider knows: two providers may use the same one for two people. */
  readonly user: string;
  /** What the identity provider says that knows the user; users of our own auth server have none. */
  readonly provider?: {
    /** The provider's URL. It holds no space. */
    readonly issuer: string;
    /** When the token was issued, in seconds since 1970 by the provider's clock; 0 if it does not say. */
    readonly issuedAt: number;
    /** Id of the session at the provider. */
    readonly session?: string;
  };
  /**
   * Id of the login session behind the credential: when the session ends, so does the connection. It is no credential.
   */
  readonly sessionId?: string;
  readonly permissions: readonly string[];
  /**
   * When the identity expires, by this server's clock (server/basics/clock.ts); without it, it lasts as long as the
   * connection.
   */
  readonly expiresAt?: number;
}

/** What a client has to prove on one connection. */
export interface Challenge {
  /** Made for this connection alone, so the proof of another one is worth nothing. */
  readonly nonce: string;
  /** Address of the WebSocket without its query; undefined if this server was reached by one that is not its own. */
  readonly url: string | undefined;
}

/** Whether two identities are those of one person. */
export function isSameUser(one: Identity, other: Identity): boolean {
  return one.user === other.user && one.provider?.issuer === other.provider?.issuer;
}

/** What happens within a check. */
export type CheckStep = Extract<TraceFact, { type: 'checkedHere' | 'keysAsked' | 'keysAnswered' }>;

/** How and by whom a credential was presented, and how long the answer is waited for. */
export interface Question {
  readonly method: MethodId;
  /** Proof that our own page opened the connection, where the credential alone does not show it. */
  readonly csrfToken?: string;
  /** What the server has asked the client to prove, if the method begins with that. */
  readonly challenge?: Challenge | undefined;
  /** Key of the client's address, if failures are to be counted against it. */
  readonly address?: string;
  /** Told of every step of the check, for the trace. */
  readonly told?: (step: CheckStep) => void;
  /** Aborted when nobody waits for the answer any more. */
  readonly signal: AbortSignal;
}

/**
 * Why a credential is refused although it is not known to be wrong.
 *
 * - `forbidden`: the session exists, but its CSRF token is missing or wrong (method `cookie`)
 * - `busy`: too many passwords are being checked, and this one was not looked at
 */
export type Refusal = 'forbidden' | 'busy';

/** Whose credential it is; `undefined` if it is nobody's. Only an identity lets a client in. */
export type Verdict = Identity | Refusal | undefined;

/** The identity in a verdict, if it is one. */
export function identityOf(verdict: Verdict): Identity | undefined {
  return typeof verdict === 'object' ? verdict : undefined;
}

/** Asks an auth server about a credential. */
export interface Verifier {
  /**
   * @param credential - as the client sent it: any string
   * @throws if there was no answer: the caller must refuse the client
   */
  verify(credential: string, question: Question): Promise<Verdict>;
}

/** Asks one verifier after the other until one knows the credential. If one throws, the rest are not asked. */
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
