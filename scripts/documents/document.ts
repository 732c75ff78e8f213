/** A document as it is shown: its title, its headings and its HTML, with what it takes over from other documents. */
import { readFileSync } from 'node:fs';
import path from 'node:path';
import type { Token } from 'markdown-it';
import { projectRoot } from '../../server/basics/paths.ts';
import { type Heading, type Parsed, parse, toHtml } from './markdown.ts';

export interface Document {
  readonly title: string;
  /** Of the second level. */
  readonly sections: readonly Heading[];
  readonly html: string;
  readonly attachments: ReadonlySet<string>;
}

export type ReadText = (file: string) => string;

const fromDisk: ReadText = (file) => readFileSync(path.join(projectRoot, file), 'utf8');

/**
 * Renders a document. A paragraph that is one link with the title "include" becomes the section it leads to, so that
 * words stand once: `[The eleven](../methods/README.md#the-eleven-side-by-side "include")`.
 *
 * @param file - below the project's folder
 * @throws when a section is to be included that does not exist
 */
export function renderDocument(file: string, read: ReadText = fromDisk): Document {
  const { tokens, headings, attachments } = parse(file, read(file));
  const [first] = headings;
  const included = tokens.flatMap((token, at) => {
    const asked = includeOf(file, tokens, at);
    if (asked === 'part') return [];
    return asked ? sectionOf(asked, read) : [token];
  });
  return {
    title: first?.text ?? file,
    sections: headings.filter(({ level }) => level === 2),
    html: toHtml(included),
    attachments,
  };
}

interface Section {
  readonly file: string;
  readonly id: string;
}

/** @returns the section that a paragraph includes; `part` for what else belongs to such a paragraph */
function includeOf(file: string, tokens: readonly Token[], at: number): Section | 'part' | undefined {
  const isInclude = (index: number) => includeHref(file, tokens[index]) !== undefined;
  const { type } = tokens[at] ?? {};
  if (type === 'paragraph_open' && isInclude(at + 1)) return 'part';
  if (type === 'paragraph_close' && isInclude(at - 1)) return 'part';
  return includeHref(file, tokens[at]);
}

function includeHref(file: string, inline: Token | undefined): Section | undefined {
  const [link] = inline?.children ?? [];
  if (inline?.type !== 'inline' || link?.type !== 'link_open' || link.attrGet('title') !== 'include') {
    return undefined;
  }
  const [, target = '', id = ''] = /\]\(([^#\s]*)#(\S+) "include"\)/.exec(inline.content) ?? [];
  return { file: path.posix.join(path.posix.dirname(file), target), id };
}

/** What stands below a heading, up to the next of its level or above. */
function sectionOf({ file, id }: Section, read: ReadText): Token[] {
  const { tokens }: Parsed = parse(file, read(file));
  const start = tokens.findIndex((token) => token.type === 'heading_open' && token.attrGet('id') === id);
  const heading = tokens[start];
  if (!heading) throw new Error(`${file} has no section #${id}.`);
  const end = tokens.findIndex(
    (token, at) => at > start && token.type === 'heading_open' && token.tag <= heading.tag,
  );
  return tokens.slice(start + 3, end === -1 ? undefined : end);
}
