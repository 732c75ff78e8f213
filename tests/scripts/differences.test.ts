import assert from 'node:assert/strict';
import { test } from 'node:test';
import { attackNames } from '../../protocol/exhibits.ts';
import { difference, pieceOf } from '../../scripts/differences/difference.ts';
import { differencesModule } from '../../scripts/differences.ts';
import { projectRoot } from '../../server/basics/paths.ts';

test('every twin differs from its fix by lines that are in the sources', async () => {
  const source = await differencesModule(projectRoot);
  const { differences } = await import(`data:text/javascript,${encodeURIComponent(source)}`);
  assert.deepEqual(Object.keys(differences), attackNames);
  for (const name of attackNames) {
    const sides = new Set(differences[name].lines.map(({ side }: { side: string }) => side));
    assert.ok(sides.has('weak') && sides.has('fixed'), name);
  }
});

test('a piece goes from its first line to where its brackets are closed, and loses its indent', () => {
  const source = 'a();\n  const b = {\n    c: [\n      1,\n    ],\n  };\n  d();\n';
  assert.deepEqual(pieceOf(source, 'const b'), ['const b = {', '  c: [', '    1,', '  ],', '};']);
  assert.deepEqual(pieceOf(source, 'd()'), ['d();']);
  assert.throws(() => pieceOf(source, 'nowhere'), /No line holds nowhere/);
});

test('lines that both have in common are told once, and those of the weak one before those of the fix', () => {
  const lines = difference(['a', 'weak', 'c'], ['a', 'fix', 'and more', 'c']);
  assert.deepEqual(
    lines.map(({ side, text }) => `${side} ${text}`),
    ['same a', 'weak weak', 'fixed fix', 'fixed and more', 'same c'],
  );
});
