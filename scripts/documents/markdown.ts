/**
 * From Markdown to HTML, as the project's documents need it. Raw HTML is shown as text; comments, which mark what a
 * test writes, are left out.
 */
import path from 'node:path';
import MarkdownIt, { type Token } from 'markdown-it';
import { pathOfAttachment, pathOfDocument } from './catalogue.ts';

export interface Heading {
  readonly level: number;
  readonly id: string;
  readonly text: string;
}

export interface Parsed {
  readonly tokens: readonly Token[];
  readonly headings: readonly Heading[];
  /** Files below the project's folder that the document shows or leads to. */
  readonly attachments: ReadonlySet<string>;
}

/** The page as the documents name it. A reader of the page has it at another address. */
const NAMED_ORIGIN = /^https:\/\/localhost:5678(?=\/)/;

const markdown = new MarkdownIt({ html: true });
export const escapeText = markdown.utils.escapeHtml;

markdown.renderer.rules.html_block = (tokens, at) => withoutComment(tokens[at]?.content);
markdown.renderer.rules.html_inline = (tokens, at) => withoutComment(tokens[at]?.content);

/** Wide tables and lines of code scroll by themselves, by keyboard, too. */
markdown.renderer.rules.table_open = (tokens, at) =>
  `<div class="scroller" tabindex="0" role="group" aria-label="${escapeText(attribute(tokens[at], 'name'))}"><table>`;
markdown.renderer.rules.table_close = () => '</table></div>';
markdown.renderer.rules.fence = (tokens, at) =>
  `<pre tabindex="0"><code>${escapeText(tokens[at]?.content ?? '')}</code></pre>\n`;

function withoutComment(content = ''): string {
  return /^<!--(?:(?!-->)[\s\S])*-->\s*$/.test(content) ? '' : escapeText(content);
}

/**
 * Reads a document. Its links lead to where other documents are shown; links to sources become their text.
 *
 * @param file - where it is, below the project's folder
 * @param text - what is in it
 */
export function parse(file: string, text: string): Parsed {
  const tokens = markdown.parse(text, {});
  const attachments = new Set<string>();
  const headings: Heading[] = [];
  const nameOf = createNames();
  let above = '';
  for (const [at, token] of tokens.entries()) {
    if (token.type === 'inline') token.children = linked(file, token.children ?? [], attachments);
    if (token.type === 'table_open') token.attrSet('name', above);
    // Behind the row comes its first cell, and then what is in it.
    if (token.type === 'tr_open' && tokens[at + 1]?.type === 'td_open') {
      token.attrSet('id', nameOf(`row-${slugOf(plainText(tokens[at + 2]))}`));
    }
    if (token.type !== 'heading_open') continue;
    above = plainText(tokens[at + 1]);
    const id = nameOf(slugOf(above));
    token.attrSet('id', id);
    headings.push({ level: Number(token.tag.slice(1)), id, text: above });
  }
  return { tokens, headings, attachments };
}

/** Gives the second heading with the same words another id, as GitHub does. */
function createNames(): (slug: string) => string {
  const taken = new Map<string, number>();
  return (slug) => {
    const count = taken.get(slug) ?? 0;
    taken.set(slug, count + 1);
    return count === 0 ? slug : `${slug}-${count}`;
  };
}

export function toHtml(tokens: readonly Token[]): string {
  return markdown.renderer.render([...tokens], markdown.options, {});
}

/** The words of a line or cell, without marks. */
export function plainText(inline: Token | undefined): string {
  return (inline?.children ?? [])
    .map(({ type, content }) => (type === 'softbreak' ? ' ' : content))
    .join('')
    .trim();
}

/** What GitHub makes of a heading, so that a link leads to the same place here and there. */
export function slugOf(text: string): string {
  return text
    .toLowerCase()
    .replace(/[^\p{L}\p{N}\s_-]/gu, '')
    .replace(/\s/g, '-');
}

function attribute(token: Token | undefined, name: string): string {
  return String(token?.attrGet(name) ?? '');
}

function linked(file: string, children: readonly Token[], attachments: Set<string>): Token[] {
  let dropped = false;
  return children.filter((token) => {
    if (token.type === 'image') {
      const target = resolve(file, attribute(token, 'src'));
      attachments.add(target.file);
      token.attrSet('src', pathOfAttachment(target.file) ?? '');
      token.attrSet('loading', 'lazy');
    }
    if (token.type === 'link_close') return !dropped;
    if (token.type !== 'link_open') return true;
    const href = attribute(token, 'href');
    const found = addressOf(file, href, attachments);
    dropped = found === undefined;
    if (found !== undefined) token.attrSet('href', found);
    return !dropped;
  });
}

function addressOf(file: string, href: string, attachments: Set<string>): string | undefined {
  if (/^https?:/.test(href)) return href.replace(NAMED_ORIGIN, '');
  if (href.startsWith('#')) return href;
  const target = resolve(file, href);
  const document = pathOfDocument(target.file);
  if (document !== undefined) return `${document}${target.fragment}`;
  const attachment = pathOfAttachment(target.file);
  if (attachment !== undefined) attachments.add(target.file);
  return attachment;
}

function resolve(file: string, href: string): { file: string; fragment: string } {
  const [target = '', fragment] = href.split('#');
  return {
    file: path.posix.join(path.posix.dirname(file), target),
    fragment: fragment === undefined ? '' : `#${fragment}`,
  };
}
