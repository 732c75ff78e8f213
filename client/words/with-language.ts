import { type Language, languageIn } from './language.ts';

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
