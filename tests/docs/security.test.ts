import assert from 'node:assert/strict';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, it } from 'node:test';
import { attackNames } from '../../protocol/exhibits.ts';
import { projectRoot } from '../../server/basics/paths.ts';
import { rows } from '../../server/options/options.ts';
import { writtenName } from '../../server/options/sources.ts';

const text = read('docs/security.md');
const tests = ['tests', 'packages/gate/tests']
  .flatMap((folder) =>
    readdirSync(path.join(projectRoot, folder), { recursive: true, encoding: 'utf8' })
      .filter((file) => file.endsWith('.ts') && !file.endsWith('security.test.ts'))
      .map((file) => read(path.join(folder, file))),
  )
  .join('\n');

/** Cells of the tables with five columns: threat, defence, option, test, exhibit. */
const threats = text
  .split('\n')
  .map((line) => line.split('|').slice(1, -1))
  .filter((cells) => cells.length === 5 && !/^ (?:---|threat)/.test(cells[0] ?? ''));

const quoted = (column: number) =>
  threats.flatMap((cells) => [...(cells[column] ?? '').matchAll(/`([^`]+)`/g)].map(([, word = '']) => word));

describe('docs/security.md', () => {
  it('quotes tests that exist', () => {
    const titles = quoted(3);
    assert.ok(titles.length > 40);
    for (const title of titles) {
      const found = title.startsWith('tests/')
        ? existsSync(path.join(projectRoot, title))
        : tests.includes(title.replace(/ ?….*/, ''));
      assert.ok(found, title);
    }
  });

  it('names options that exist', () => {
    const names = Object.entries(rows).map(([name, row]) => writtenName(name, row));
    for (const option of quoted(2)) assert.ok(names.includes(option), option);
  });

  it('leaves out no attack', () => {
    assert.deepEqual(new Set(quoted(4)), new Set(attackNames));
  });
});

function read(file: string): string {
  return readFileSync(path.join(projectRoot, file), 'utf8');
}
