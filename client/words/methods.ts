import { type BrowserSupport, type MethodId, methods } from '../../protocol/methods.ts';
import { inLanguage, otherLanguage } from './catalogue.ts';
import { about as aboutInEnglish } from './en/about.ts';
import { methodsPage } from './en/methods.ts';
import { questions as questionsInEnglish } from './en/questions.ts';

const { outOfReach } = inLanguage('methodsPage', methodsPage);
export const { guide, take, table, seen, panel, page, lifetime, decoded, engines, evidence, answers } =
  inLanguage('methodsPage', methodsPage);
export const about = inLanguage('about', aboutInEnglish);
export const questions = inLanguage('questions', questionsInEnglish);

/** A method's name for people. */
export function titleOf(id: MethodId): string {
  return otherLanguage?.methods[id].title ?? methods[id].title;
}

/** What goes wrong with it, in one sentence. */
export function riskOf(id: MethodId): string {
  return otherLanguage?.methods[id].risk ?? methods[id].risk;
}

/** How well a method works in a page's script. */
export function describeSupport(support: BrowserSupport): string {
  return otherLanguage?.support[support] ?? support;
}

/** Why this server does not serve it. @param asksElsewhere - its auth server runs elsewhere */
export function whyNotServed(id: MethodId, asksElsewhere: boolean): string {
  return id === 'proof-message' && asksElsewhere ? panel.noProofs : panel.notServed;
}

/** Why no page can use it by itself. */
export function describeReach(id: MethodId): string {
  const known: Readonly<Partial<Record<MethodId, string>>> = outOfReach;
  return known[id] ?? '';
}
