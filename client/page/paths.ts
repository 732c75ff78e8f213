/** What is made of the project's documents and sources for pages to read. */

/** The glossaries, each a list of `Term`, by the language of the page. */
export const GLOSSARY_PATHS: Readonly<Record<string, string>> = {
  en: '/docs/glossary.json',
  it: '/docs/class/it/glossary.json',
};

/** The files of all methods, by their paths in the project. */
export const CODE_PATH = '/docs/methods/code.json';
