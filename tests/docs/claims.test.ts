import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { it } from 'node:test';
import { attackNames, isAttackName } from '../../protocol/exhibits.ts';
import { projectRoot } from '../../server/basics/paths.ts';

const text = readFileSync(path.join(projectRoot, 'docs/claims.md'), 'utf8');
const listed = [...text.matchAll(/^\| (C\d\d) \|/gm)].map(([, id = '']) => id);

it('docs/claims.md lists every claim that a test proves, and no other', () => {
  const folder = path.join(projectRoot, 'tests');
  const proved = readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('.ts'))
    .map((file) => readFileSync(path.join(folder, file), 'utf8'))
    .flatMap((source) => [...source.matchAll(/['`]((?:C\d\d )+)/g)])
    .flatMap(([, ids = '']) => ids.trim().split(' '));
  assert.deepEqual(listed, [...new Set(proved)].sort());
});

it('docs/claims.md names every attack, and none that does not exist', () => {
  const named = [...text.matchAll(/`([a-z-]+)`/g)].map(([, name = '']) => name).filter(isAttackName);
  assert.deepEqual(new Set(named), new Set(attackNames));
});
