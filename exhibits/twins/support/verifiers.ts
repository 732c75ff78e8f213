import { type Identity, identityOf, type Verifier } from '../../../server/auth/verifier.ts';

/** A verifier whose answers are changed, where there is one. */
export function changing(verifier: Verifier, change: (identity: Identity) => Identity): Verifier {
  return {
    async verify(credential, question) {
      const verdict = await verifier.verify(credential, question);
      const identity = identityOf(verdict);
      return identity ? change(identity) : verdict;
    },
  };
}
