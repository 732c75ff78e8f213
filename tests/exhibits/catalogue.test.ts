/** The same name everywhere: catalogue, attack, twin and document. */
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { test } from 'node:test';
import { attackNames, attacks } from '../../protocol/exhibits.ts';
import { methodIds } from '../../protocol/methods.ts';
import { projectRoot } from '../../server/basics/paths.ts';

const read = (file: string) => readFileSync(path.join(projectRoot, file), 'utf8');

test('every method has an attack, and so have the channels', () => {
  const attacked = new Set(attackNames.flatMap((name) => attacks[name].on ?? []));
  assert.deepEqual([...attacked].toSorted(), [...methodIds, 'channels'].toSorted());
});

for (const name of attackNames) {
  test(`${name} has an attack, a twin that says what is wrong with it, and its place in the documents`, async () => {
    const { attack } = await import(`../../exhibits/attacks/${name}.ts`);
    assert.equal(attack.name, name);
    assert.match(read(`exhibits/twins/${name}.ts`), /^\/\*\* WRONG[:,] /m);
    const { on } = attacks[name];
    const document = methodIds.some((id) => id === on) ? `docs/methods/${on}.md` : 'docs/exhibits.md';
    assert.ok(read(document).includes(`npm run attack -- ${name}\n`), document);
    const played = on === undefined ? 'every method' : `\`${on}\``;
    assert.ok(read('docs/exhibits.md').includes(`| \`${name}\` | ${played} |`));
  });
}
