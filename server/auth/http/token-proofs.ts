/** The proof in a request for an access token, by which the token gets bound to a key (RFC 9449, section 5). */
import type { IncomingMessage } from 'node:http';
import { authPaths } from '../../../protocol/auth.ts';
import type { Clock } from '../../basics/clock.ts';
import type { OwnOrigin } from '../../net/own-origin.ts';
import type { Session } from '../accounts/sessions.ts';
import { hashOf, newSecret } from '../secrets.ts';
import type { Store } from '../stores/store.ts';
import { PROOF_SKEW_SECONDS, verifyProof } from '../tokens/proofs.ts';
import { type Problem, problems } from './problems.ts';

/** Most proofs of one session that are remembered; it gets no more bound tokens until the first is forgotten. */
export const PROOFS_PER_SESSION = 64;

/** Milliseconds from the moment when a proof may first be fresh to the one when it may last be. */
const LIFETIME_MS = 2 * PROOF_SKEW_SECONDS * 1000;

/** Thumbprint of the key that the new token gets bound to, or none if no proof was sent; or how it is refused. */
export type Binding =
  | { readonly ok: true; readonly jkt?: string }
  | { readonly ok: false; readonly problem: Problem; readonly waitMs?: number };

/**
 * Reads the proof of a request. Each counts once, so what is seen of a request cannot be used to get another token.
 *
 * @param settings - `ownOrigin` is this server's own address; without it no token is bound
 */
export function createTokenProofs(settings: {
  readonly store: Store<true>;
  readonly ownOrigin: OwnOrigin | undefined;
  readonly now: Clock;
}): (request: Pick<IncomingMessage, 'headers'>, session: Pick<Session, 'id'>) => Promise<Binding> {
  const { store, ownOrigin = () => undefined, now } = settings;
  const invalid: Binding = { ok: false, problem: problems.invalidProof };

  return async (request, session) => {
    // PROOF_HEADER. Node joins two of them into what is no proof (section 4.3).
    const { dpop } = request.headers;
    if (dpop === undefined) return { ok: true };
    const origin = ownOrigin(request);
    if (origin === undefined) return { ok: false, problem: problems.noBoundTokens };
    const proof = await verifyProof(String(dpop), { htm: 'POST', htu: origin + authPaths.token });
    if (!proof.ok) return invalid;
    const { jkt, jti } = proof.value;
    const expiresAt = now() + LIFETIME_MS;
    const oldest = await store.put(newSecret(), true, {
      expiresAt,
      owner: session.id,
      limit: PROOFS_PER_SESSION,
    });
    if (oldest) return { ok: false, problem: problems.tooManyProofs, waitMs: oldest.expiresAt - now() };
    // A store keeps no second value of an owner who may have one only: so of many that show a proof at once, one wins.
    const shown = { expiresAt, owner: hashOf(`${jkt} ${jti}`), limit: 1 };
    const before = await store.put(newSecret(), true, shown);
    return before ? invalid : { ok: true, jkt };
  };
}
