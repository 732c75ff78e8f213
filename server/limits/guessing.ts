import type { Question, Verifier } from '../auth/verifier.ts';
import type { AuthFailures } from './auth-failures.ts';

/** Told of each question to the auth server: how it was answered, and after how many milliseconds. */
export type Checked = (
  method: string,
  result: 'accepted' | 'refused' | 'failed' | 'unasked',
  ms: number,
) => void;

/**
 * A verifier that counts failures against the address they come from, whatever the method.
 *
 * Whoever is over the budget is not asked about any more: hundreds of connections may have been let in before the
 * first of them failed. To the client that is a refusal like any other.
 */
export function againstGuessing(verifier: Verifier, failures: AuthFailures, checked: Checked): Verifier {
  const ask = async (credential: string, question: Question) => {
    const start = performance.now();
    try {
      const identity = await verifier.verify(credential, question);
      checked(question.method, identity ? 'accepted' : 'refused', performance.now() - start);
      return identity;
    } catch (error) {
      checked(question.method, 'failed', performance.now() - start);
      throw error;
    }
  };

  return {
    async verify(credential, question) {
      const { address, method } = question;
      if (address === undefined) return ask(credential, question);
      const check = () => {
        // It may have had to wait, and asking about a ticket takes it.
        question.signal.throwIfAborted();
        return ask(credential, question);
      };
      const attempt = await failures.attempt(address, check, (identity) => identity === undefined);
      if (!attempt) checked(method, 'unasked', 0);
      return attempt?.answer;
    },
  };
}
