/** The glossary as the pages use it: words, and what is said about them. Read from the document. */
import type { Term } from '../../client/page/term.ts';
import { parse, plainText } from './markdown.ts';

/**
 * Reads the words of the first section: each is a heading of the third level, several forms of one word parted by
 * commas, and the paragraph below it.
 *
 * @param text - of docs/glossary.md
 */
export function readTerms(text: string): Term[] {
  const { tokens } = parse('docs/glossary.md', text);
  const sections = tokens.flatMap(({ type, tag }, at) =>
    type === 'heading_open' && tag === 'h2' ? [at] : [],
  );
  const first = tokens.slice(sections[0], sections[1]);
  return first.flatMap((token, at) => {
    if (token.type !== 'heading_open' || token.tag !== 'h3') return [];
    // Heading: open, words, close; paragraph: open, words.
    const words = plainText(first[at + 1]).split(', ');
    return [{ words, says: plainText(first[at + 4]) }];
  });
}
