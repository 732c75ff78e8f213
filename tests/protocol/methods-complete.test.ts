import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, it } from 'node:test';
import { clientMethods } from '../../client/methods/index.ts';
import { attackNames, attacks } from '../../protocol/exhibits.ts';
import { methodIds } from '../../protocol/methods.ts';
import { projectRoot } from '../../server/basics/paths.ts';
import { methods as serverMethods } from '../../server/methods/index.ts';

const read = (file: string) => readFileSync(path.join(projectRoot, file), 'utf8');

describe('A method is whole', () => {
  for (const id of methodIds) {
    it(`${id} has both halves, a document, a test and an attack`, () => {
      for (const file of [
        `server/methods/${id}.ts`,
        `client/methods/${id}.ts`,
        `docs/methods/${id}.md`,
        `tests/client/methods/${id}.test.ts`,
      ]) {
        assert.ok(existsSync(path.join(projectRoot, file)), `${file} is missing`);
      }
      const own = attackNames.filter((name) => attacks[name].on === id);
      assert.ok(own.length > 0, 'no attack names it in protocol/exhibits.ts');
      for (const name of own) {
        for (const folder of ['exhibits/attacks', 'exhibits/twins']) {
          assert.ok(
            existsSync(path.join(projectRoot, folder, `${name}.ts`)),
            `${folder}/${name}.ts is missing`,
          );
        }
      }
      assert.ok(
        own.some((name) => read(`docs/methods/${id}.md`).includes(`npm run attack -- ${name}`)),
        'its document does not say how to attack it',
      );
    });
  }

  it('and there is no method that is missing in the catalogue', () => {
    assert.deepEqual(Object.keys(clientMethods), methodIds);
    assert.deepEqual(Object.keys(serverMethods), methodIds);
  });
});
