/** Questions to the auth server: how long they are waited for, and who is told of them. */
import type { Identity, Question, Verifier } from './auth/verifier.ts';
import type { Trace } from './observe/trace.ts';

/**
 * Waits for an answer no longer than so many milliseconds (0: without end), whether or not the verifier heeds its signal.
 *
 * @param left - aborted when the client leaves
 * @throws the reason of the abort, or the verifier's error
 */
export function within<Value>(
  ms: number,
  question: (signal: AbortSignal) => Promise<Value>,
  left?: AbortSignal,
): Promise<Value> {
  const signals = [...(left ? [left] : []), ...(ms > 0 ? [AbortSignal.timeout(ms)] : [])];
  const signal = AbortSignal.any(signals);
  return new Promise((resolve, reject) => {
    signal.addEventListener('abort', () => reject(signal.reason), { once: true });
    question(signal).then(resolve, reject);
  });
}

/** Asks the verifier, and tells the page that watches of question and answer. */
export async function ask(
  verifier: Verifier,
  trace: Trace | undefined,
  credential: string,
  question: Question,
): Promise<Identity | undefined> {
  if (!trace) return verifier.verify(credential, question);
  trace.add({ type: 'checkStarted', method: question.method });
  const start = performance.now();
  try {
    const identity = await verifier.verify(credential, question);
    trace.add({ type: 'checkEnded', user: identity?.user, ms: performance.now() - start });
    return identity;
  } catch (error) {
    trace.add({ type: 'checkFailed', ms: performance.now() - start });
    throw error;
  }
}
