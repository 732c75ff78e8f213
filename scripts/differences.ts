/**
 * Gives pages `virtual:differences`: of every weak twin the lines that differ from its fix, as text. The pages import
 * nothing of the twins, so no build holds a twin that could run.
 */
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Plugin } from 'vite';
import { attackNames } from '../protocol/exhibits.ts';
import { difference, pieceOf } from './differences/difference.ts';
import { type Piece, pieces } from './differences/pieces.ts';

const ID = 'virtual:differences';

export function differencesOfTwins(): Plugin {
  return {
    name: 'differences-of-twins',
    resolveId: (id) => (id === ID ? `\0${ID}` : undefined),
    async load(id) {
      return id === `\0${ID}` ? differencesModule(fileURLToPath(new URL('..', import.meta.url))) : undefined;
    },
  };
}

/**
 * @param root - of the project
 * @returns the source of the module
 * @throws where the sources have no such piece any more
 */
export async function differencesModule(root: string): Promise<string> {
  const read = async ({ file, from }: Piece) => pieceOf(await readFile(path.join(root, file), 'utf8'), from);
  const entries = attackNames.map(async (name) => {
    const { weak, fixed } = pieces[name];
    const lines = difference(await read(weak), await read(fixed));
    return [name, { weakFile: weak.file, fixedFile: fixed.file, lines }];
  });
  return `export const differences = ${JSON.stringify(Object.fromEntries(await Promise.all(entries)))};`;
}
