import type { Identity, Verifier } from '../auth/verifier.ts';

/** A verifier whose answers are changed, where there is one. */
export function changing(verifier: Verifier, change: (identity: Identity) => Identity): Verifier {
  return {
    async verify(credential, question) {
      const identity = await verifier.verify(credential, question);
      return identity && change(identity);
    },
  };
}
