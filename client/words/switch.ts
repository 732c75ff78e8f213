/** The switch in the header of every page, and languages that are asked for by the address. */
import { storage } from '../page/storage.ts';
import { KEY, type Language, language, languageIn } from './language.ts';

/** As each calls itself. */
const names: Readonly<Record<Language, string>> = { en: 'English', it: 'Italiano' };

/**
 * The same address in another language.
 *
 * @param isKept - the choice is kept elsewhere, so an address that asks for no language need not
 */
export function withLanguage(hash: string, language: Language, isKept: boolean): string {
  if (languageIn(hash) !== undefined) return hash.replace(/(?<=[#&]lang=)[^&]*/, language);
  if (isKept) return hash;
  return hash.length > 1 ? `${hash}&lang=${language}` : `#lang=${language}`;
}

/** Makes the switch work, and follows the address. */
export function offerLanguages(): void {
  // A link in another language is meant for the pages behind it, too.
  if (languageIn(location.hash) !== undefined) storage()?.setItem(KEY, language);
  const other = language === 'en' ? 'it' : 'en';
  const button = document.querySelector<HTMLButtonElement>('#language');
  if (button) {
    button.lang = other;
    button.textContent = names[other];
    button.addEventListener('click', () => {
      storage()?.setItem(KEY, other);
      const hash = withLanguage(location.hash, other, storage() !== undefined);
      history.replaceState(null, '', hash || location.pathname + location.search);
      location.reload();
    });
  }
  addEventListener('hashchange', () => {
    const asked = languageIn(location.hash);
    if (asked !== undefined && asked !== language) location.reload();
  });
}
