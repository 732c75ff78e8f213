/**
 * Which language the pages speak: the one that the address asks for (`#lang=it`), else the one that was chosen here
 * before, else the first that the browser prefers and the pages know, else English.
 */

/** With the name that each gives itself. */
export const languageNames = { en: 'English', it: 'Italiano' } as const;

export type Language = keyof typeof languageNames;

/** The name of the choice in the browser's storage, and of the part of an address. */
const KEY = 'lang';

export function isLanguage(text: string): text is Language {
  return Object.hasOwn(languageNames, text);
}

/**
 * @param wishes - tags of languages such as `it-CH`, the strongest wish first
 */
export function chooseLanguage(wishes: readonly string[]): Language {
  const wished = wishes.map((tag) => tag.toLowerCase().replace(/-.*/, ''));
  return wished.find(isLanguage) ?? 'en';
}

/** The language that an address asks for, if it asks for one. */
export function languageIn(hash: string): Language | undefined {
  const asked = new URLSearchParams(hash.replace(/^#/, '')).get(KEY) ?? '';
  return isLanguage(asked) ? asked : undefined;
}

/** The same address in another language, or as it is where it asks for none. */
export function withLanguage(hash: string, language: Language): string {
  return hash.replace(/(?<=[#&]lang=)[^&]*/, language);
}

/** A browser that keeps no cookies throws when it is asked. */
function storage(): Storage | undefined {
  try {
    return localStorage;
  } catch {
    return undefined;
  }
}

function hash(): string {
  return typeof location === 'undefined' ? '' : location.hash;
}

/** Tests have no page, and their words depend on nothing but what they ask for. */
function wishesOfReader(): readonly string[] {
  return typeof document === 'undefined' ? [] : [storage()?.getItem(KEY) ?? '', ...navigator.languages];
}

export const language = chooseLanguage([languageIn(hash()) ?? '', ...wishesOfReader()]);

/** Makes the switch in the page's header work, and follows the address. */
export function offerLanguages(): void {
  document.documentElement.lang = language;
  // A link in another language is meant for the pages behind it, too.
  if (languageIn(hash()) !== undefined) storage()?.setItem(KEY, language);
  const other = language === 'en' ? 'it' : 'en';
  const button = document.querySelector<HTMLButtonElement>('#language');
  if (button) {
    button.lang = other;
    button.textContent = languageNames[other];
    button.addEventListener('click', () => {
      storage()?.setItem(KEY, other);
      history.replaceState(null, '', withLanguage(hash(), other) || location.pathname + location.search);
      location.reload();
    });
  }
  addEventListener('hashchange', () => {
    const asked = languageIn(hash());
    if (asked !== undefined && asked !== language) location.reload();
  });
}
