/**
 * What exhibits tell of their attacks, in the language of the page. In English the protocol says it itself, as the
 * terminal does.
 */
import type { AttackFact, Position, Verdict } from '../../protocol/attack-facts.ts';
import {
  tellFact as tellInEnglish,
  tellVerdict as tellVerdictInEnglish,
} from '../../protocol/attack-telling.ts';
import { fill, type Values } from '../../protocol/attack-words.ts';
import { type AttackName, attacks } from '../../protocol/exhibits.ts';
import { otherLanguage } from './catalogue.ts';

/** What the twin does wrong, in a few words. */
export function titleOf(name: AttackName): string {
  return otherLanguage?.attacks.titles[name] ?? attacks[name].title;
}

/** What happened, to go on behind who did it. */
export function tellFact(fact: AttackFact): string {
  const words = otherLanguage?.attacks;
  if (!words) return tellInEnglish(fact);
  if (fact.type === 'note') return fill(words.notes[fact.note], inWords(fact.values, words.value));
  return tellInEnglish(fact);
}

/** What came of a run, in one sentence. */
export function tellVerdict(position: Pick<Position, 'name'>, verdict: Verdict): string {
  const words = otherLanguage?.attacks;
  if (!words) return tellVerdictInEnglish(position, verdict);
  const { succeeded, failed } = words.verdicts[position.name];
  return fill(verdict.succeeded ? succeeded : failed, inWords(verdict.values, words.value));
}

/** What is called by a name, such as a hostile text. */
export function nameOf(name: string): string {
  return otherLanguage?.attacks.value(name) ?? name;
}

function inWords(values: Values, inLanguage: (text: string) => string): Values {
  return Object.fromEntries(
    Object.entries(values).map(([name, value]) => [
      name,
      typeof value === 'string' ? inLanguage(value) : value,
    ]),
  );
}
