import type { Outcome } from '../../protocol/outcomes.ts';
import { outcomeOfRefusal, refusals } from '../../protocol/refusals.ts';
import { wordsOf } from './outcomes.ts';

/** What an HTTP answer in place of the 101 means, in the language of the page. */
export function explainRefusal(status: number, body: string): Outcome {
  const outcome = outcomeOfRefusal(status, body);
  return { words: wordsOf(outcome, { refusals }), retry: outcome.retry };
}
