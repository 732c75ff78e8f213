import { isTimeout } from '../basics/within.ts';
import type { AuthFailures } from '../limits/auth-failures.ts';
import type { CheckResult } from '../observe/metrics.ts';
import { identityOf, type Question, type Verdict, type Verifier } from './verifier.ts';

/** Told of each question, and how many milliseconds it took. */
export type Checked = (method: string, result: CheckResult, ms: number) => void;

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
      const verdict = await verifier.verify(credential, question);
      const result = identityOf(verdict) ? 'accepted' : verdict === 'busy' ? 'unasked' : 'refused';
      checked(question.method, result, performance.now() - start);
      return verdict;
    } catch (error) {
      // A client that leaves says nothing of the auth server: strangers must not be able to raise an alarm.
      const { aborted, reason } = question.signal;
      const result = aborted && !isTimeout(reason) ? 'abandoned' : 'failed';
      checked(question.method, result, performance.now() - start);
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
      const isFailure = (verdict: Verdict) => verdict !== 'busy' && !identityOf(verdict);
      const attempt = await failures.attempt(address, check, isFailure);
      if (!attempt) checked(method, 'unasked', 0);
      return attempt?.answer;
    },
  };
}
