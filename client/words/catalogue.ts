/**
 * The words of another language than English, where the page speaks one. They are loaded here and nowhere else, and
 * whoever imports words waits for them. The loaded files import nothing that runs, so nothing waits for itself.
 */
import type { Catalogue } from './it/index.ts';
import { language } from './language.ts';

const loaded = language === 'en' ? undefined : await import('./it/index.ts').catch(() => undefined);

// Tests have no page.
if (globalThis.document) {
  loaded?.fillPage(document);
  void import('./switch.ts').catch(() => {});
}

/** All words of the other language; undefined where the page speaks English. */
export const otherLanguage = loaded?.catalogue;

/**
 * The words of one part of the pages, in their language.
 *
 * @param english - used where the page speaks English, or the other words did not come
 */
export function inLanguage<Part extends keyof Catalogue>(
  part: Part,
  english: Catalogue[Part],
): Catalogue[Part] {
  return otherLanguage?.[part] ?? english;
}
