/** Puts what all pages have in their header (`client/page/top.html`) where they say `{top}`. */
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Plugin } from 'vite';

const source = fileURLToPath(new URL('../client/page/top.html', import.meta.url));

export function pageTop(): Plugin {
  return {
    name: 'page-top',
    transformIndexHtml: {
      // What is put in is seen by Vite like the rest of the page.
      order: 'pre',
      handler: async (html, { filename }) =>
        withTop(html, await readFile(source, 'utf8'), path.basename(filename, '.html')),
    },
  };
}

/**
 * A page with its header, in which the link to the page itself is marked.
 *
 * @param top - read anew for each page, so that a change is seen in development
 * @param name - of the page's file, without `.html`
 */
export function withTop(page: string, top: string, name: string): string {
  const own = `<a href="/${name === 'index' ? '' : name}"`;
  const marked = top.trimEnd().replace(own, `${own} aria-current="page"`);
  return page.replace(/^( *)\{top\}$/m, (_, indent: string) => marked.replace(/^(?=.)/gm, indent));
}
