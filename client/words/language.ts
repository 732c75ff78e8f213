/**
 * Which language the pages speak: the one that the address asks for (`#lang=it`), else the one that was chosen here
 * before, else the first that the browser prefers and the pages know, else English.
 */

import { storage } from '../page/storage.ts';

export type Language = 'en' | 'it';

/** The name of the choice in the browser's storage, and of the part of an address. */
export const KEY = 'lang';

export function isLanguage(text: string | undefined): text is Language {
  return text === 'en' || text === 'it';
}

/**
 * @param wishes - tags of languages such as `it-CH`, the strongest wish first
 */
export function chooseLanguage(wishes: readonly (string | null | undefined)[]): Language {
  return wishes.map((tag) => tag?.slice(0, 2)).find(isLanguage) ?? 'en';
}

/** The language that an address asks for, if it asks for one. */
export function languageIn(hash: string): Language | undefined {
  const asked = /[#&]lang=(\w+)/.exec(hash)?.[1];
  return isLanguage(asked) ? asked : undefined;
}

/** Tests have no page, and their words depend on nothing but what they ask for. */
const { document: page, location: address } = globalThis;

export const language = chooseLanguage([
  languageIn(address?.hash ?? ''),
  ...(page ? [storage()?.getItem(KEY), ...navigator.languages] : []),
]);
