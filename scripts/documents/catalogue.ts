/** Which documents of the project the server shows, and at which path. */
import { readdirSync } from 'node:fs';
import path from 'node:path';
import { projectRoot } from '../../server/basics/paths.ts';

/** Documents outside of `docs`, with their paths. */
const outside: Readonly<Record<string, string>> = {
  'README.md': '/docs/project/readme',
  'CONTRIBUTING.md': '/docs/project/contributing',
  'SECURITY.md': '/docs/project/security',
  'CHANGELOG.md': '/docs/project/changelog',
  'packages/gate/README.md': '/docs/packages/gate',
};

/** Every document that is shown, as a file below the project's folder, written with `/`. */
export function listDocuments(): string[] {
  const inside = readdirSync(path.join(projectRoot, 'docs'), { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('.md'))
    .map((file) => `docs/${file.split(path.sep).join('/')}`)
    .sort();
  return [...inside, ...Object.keys(outside)];
}

/**
 * Where a document is shown.
 *
 * @param file - below the project's folder, such as `docs/methods/cookie.md`
 * @returns the path in a URL; undefined for what is no document, such as a source
 */
export function pathOfDocument(file: string): string | undefined {
  if (Object.hasOwn(outside, file)) return outside[file];
  if (!file.startsWith('docs/') || !file.endsWith('.md')) return undefined;
  return `/${file.replace(/(?:\/README)?\.md$/, '')}`;
}

/** Where a file that documents show or lead to is served: pictures, data, examples. Undefined for what is not below `docs`. */
export function pathOfAttachment(file: string): string | undefined {
  return file.startsWith('docs/') && !file.endsWith('.md') ? `/${file}` : undefined;
}
