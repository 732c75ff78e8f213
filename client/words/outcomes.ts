/**
 * What outcomes mean, in the language of the page. In English the table of outcomes says it itself
 * (`protocol/outcomes.ts`), as terminals and logs do.
 */
import {
  closes,
  cuts,
  type Outcome,
  outcomeOfClose,
  outcomeOfRefusal,
  refusals,
  standardCloses,
} from '../../protocol/outcomes.ts';
import { otherLanguage } from './catalogue.ts';

const tables = { closes, cuts, refusals, standardCloses };

/** The words for an outcome of the table. */
export function wordsOf(outcome: Outcome): string {
  const translated = otherLanguage?.outcomes;
  if (!translated) return outcome.words;
  for (const table of ['closes', 'cuts', 'refusals', 'standardCloses'] as const) {
    const found = Object.entries<Outcome>(tables[table]).find(([, entry]) => entry === outcome);
    const words: Readonly<Record<string, string>> = translated[table];
    if (found) return words[found[0]] ?? outcome.words;
  }
  return outcome.words;
}

/** What a close means, for a person. */
export function explainClose(code: number, reason: string): string {
  const outcome = outcomeOfClose(code, reason);
  const isKnown = [...Object.values<Outcome>(closes), standardCloses[code]].includes(outcome);
  return isKnown ? wordsOf(outcome) : (otherLanguage?.outcomes.unknown(code) ?? outcome.words);
}

/** What an HTTP answer in place of the 101 means. */
export function explainRefusal(status: number, body: string): Outcome {
  const outcome = outcomeOfRefusal(status, body);
  return { words: wordsOf(outcome), retry: outcome.retry };
}
