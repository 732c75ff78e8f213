import { isTimeout } from '../basics/within.ts';
import type { AuthFailures } from '../limits/auth-failures.ts';
import type { CheckResult } from '../observe/metrics.ts';
import { identityOf, type Question, type Verdict, type Verifier } from './verifier.ts';

/** Told of each question to the auth server, its result, and how many milliseconds it took. */
export type Checked = (method: string, result: CheckResult, ms: number) => void;

/**
 * A verifier that counts failures against the address they come from, over all methods.
 *
 * For an address that has used up its budget the auth server is not asked any more. Admission alone
 * (upgrade/admission.ts) is not enough: hundreds of connections may have passed it before the first of them failed. To
 * the client this is a refusal like any other.
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
      // A client that leaves is not the auth server's failure: strangers must not be able to raise an alarm.
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
        // The client may have left while it waited for its turn, and asking about a ticket uses it up.
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
