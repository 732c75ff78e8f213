/** Everything that is served beside the pages: documents in the frame of `client/document.html`, and what they need. */
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { CODE_PATH, GLOSSARY_PATHS } from '../../client/page/paths.ts';
import { methodIds } from '../../protocol/methods.ts';
import { projectRoot } from '../../server/basics/paths.ts';
import { listDocuments, pathOfAttachment, pathOfDocument } from './catalogue.ts';
import { type Document, renderDocument } from './document.ts';
import { readTerms } from './glossary.ts';
import { escapeText } from './markdown.ts';

/** The frame, a page like the others, with `{title}`, `{content}` and others to be filled in. */
export const FRAME = 'document.html';

/** A document with fewer sections needs no list of them. */
const SECTIONS_WORTH_A_LIST = 3;

export interface Site {
  /** Each document by its path in a URL. */
  readonly documents: ReadonlyMap<string, Document>;
  /** What documents show and lead to, and what pages read of them, by its path in a URL. */
  readonly attachments: ReadonlyMap<string, Buffer | string>;
}

/** The two files of each method, whose code the methods page offers. */
const methodFiles = methodIds.flatMap((id) => [`server/methods/${id}.ts`, `client/methods/${id}.ts`]);

/** Reads and renders everything, which takes some hundredths of a second. */
export function readSite(): Site {
  const documents = new Map<string, Document>();
  const attachments = new Map<string, Buffer | string>([
    ...Object.values(GLOSSARY_PATHS).map(glossaryAt),
    [CODE_PATH, JSON.stringify(Object.fromEntries(methodFiles.map((file) => [file, readText(file)])))],
  ]);
  for (const file of listDocuments()) {
    const document = renderDocument(file);
    documents.set(pathOfDocument(file) ?? '', document);
    for (const attachment of document.attachments) {
      const name = pathOfAttachment(attachment);
      if (name !== undefined) attachments.set(name, readFileSync(path.join(projectRoot, attachment)));
    }
  }
  return { documents, attachments };
}

/** A glossary lies where its document does. */
function glossaryAt(path: string): readonly [string, string] {
  return [path, JSON.stringify(readTerms(readText(path.slice(1).replace('.json', '.md'))))];
}

function readText(file: string): string {
  return readFileSync(path.join(projectRoot, file), 'utf8');
}

/** @param frame - what `client/document.html` has become */
export function framed(frame: string, name: string, { title, sections, html }: Document): string {
  const isForClass = name.startsWith('/docs/class');
  const isLong = sections.length >= SECTIONS_WORTH_A_LIST && !isForClass;
  const items = sections.map(({ id, text }) => `<li><a href="#${id}">${escapeText(text)}</a></li>`);
  const filled: Readonly<Record<string, string>> = {
    title: escapeText(title),
    path: name,
    contents: isLong ? `<ul>${items.join('')}</ul>` : '',
    // Its script fills it in; until then its room is kept.
    room: isForClass ? '<aside class="room" id="room"></aside>' : '',
    content: html,
    language: name.startsWith('/docs/class/it') ? 'it' : 'en',
  };
  const current = isForClass ? '/docs/class' : '/docs';
  return frame
    .replace(`<a href="${current}"`, `<a href="${current}" aria-current="page"`)
    .replace(/\{(title|path|contents|room|content|language)\}/g, (_, part: string) => filled[part] ?? '');
}
