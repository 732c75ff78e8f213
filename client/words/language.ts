/**
 * Which language the pages speak: the one that the address asks for (`#lang=it`), else the one that was chosen here
 * before, else the first that the browser prefers and the pages know, else English.
 */

export type Language = 'en' | 'it';

/** The name of the choice in the browser's storage, and of the part of an address. */
export const KEY = 'lang';

export function isLanguage(text: string): text is Language {
  return text === 'en' || text === 'it';
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

/** A browser that keeps no cookies throws when it is asked. */
export function storage(): Storage | undefined {
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
