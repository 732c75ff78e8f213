import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { it } from 'node:test';
import { questionIds } from '../../client/comparison/questions.ts';
import { projectRoot } from '../../server/basics/paths.ts';
import { documents, readFindings, withFindings } from '../browsers/findings.ts';

it('three engines have answered every question, and no other', () => {
  for (const { name, answers } of readFindings().engines) {
    assert.deepEqual(Object.keys(answers).sort(), questionIds.toSorted(), name);
  }
});

for (const document of documents) {
  it(`${document} shows what three engines answered last`, () => {
    const text = readFileSync(path.join(projectRoot, document), 'utf8');
    assert.equal(text, withFindings(document, text, readFindings()));
  });
}
