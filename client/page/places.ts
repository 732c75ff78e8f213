/** What is made of the project's documents and sources for pages to read. */

/** The glossary: a list of `Term`. */
export const GLOSSARY_PATH = '/docs/glossary.json';

/** The files of all methods, by their paths in the project. */
export const CODE_PATH = '/docs/methods/code.json';
