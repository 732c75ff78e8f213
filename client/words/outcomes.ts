/**
 * What outcomes mean, in the language of the page. In English the table of outcomes says it itself
 * (`protocol/outcomes.ts`), as terminals and logs do.
 */
import { closes, type Outcome, outcomeOfClose, standardCloses } from '../../protocol/outcomes.ts';
import { otherLanguage } from './catalogue.ts';
import type { Tables } from './it/outcomes.ts';

/** @param tables - those in which the outcome may be */
export function wordsOf(outcome: Outcome, tables: Tables): string {
  return otherLanguage?.outcomes.translate(outcome, tables) ?? outcome.words;
}

/** What a close means, for a person. */
export function explainClose(code: number, reason: string): string {
  return wordsOf(outcomeOfClose(code, reason), { closes, standardCloses });
}
