import type { Question, Verdict, Verifier } from '../auth/verifier.ts';
import type { Trace } from '../observe/trace.ts';

/** Asks the verifier, and adds question and answer to the trace of the connection, if it has one. */
export async function ask(
  verifier: Verifier,
  trace: Trace | undefined,
  credential: string,
  question: Question,
): Promise<Verdict> {
  if (!trace) return verifier.verify(credential, question);
  trace.add({ type: 'checkStarted', method: question.method });
  const start = performance.now();
  try {
    const verdict = await verifier.verify(credential, { ...question, told: trace.add.bind(trace) });
    const ms = performance.now() - start;
    if (typeof verdict === 'string') trace.add({ type: 'checkEnded', user: undefined, refusal: verdict, ms });
    else trace.add({ type: 'checkEnded', user: verdict?.user, ms });
    return verdict;
  } catch (error) {
    trace.add({ type: 'checkFailed', ms: performance.now() - start });
    throw error;
  }
}
