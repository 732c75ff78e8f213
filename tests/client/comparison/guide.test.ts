import assert from 'node:assert/strict';
import { it } from 'node:test';
import { GUIDE_DOCUMENT, guideQuestions, isForPages, namedByAll } from '../../../client/comparison/guide.ts';
import { readSite } from '../../../scripts/documents/site.ts';

it('the three questions lead to every row of the table "By situation", to each once', () => {
  const html = readSite().documents.get(GUIDE_DOCUMENT)?.html ?? '';
  const [, table = ''] = /<h2 id="by-situation">([\s\S]*?)<h2/.exec(html) ?? [];
  const rows = [...table.matchAll(/<tr id="([^"]*)">/g)].map(([, id]) => id);
  assert.ok(rows.length > 10);
  assert.deepEqual(guideQuestions.flatMap((question) => question.rows).sort(), rows.sort());
});

it('what fits is named by every row that names any, and a page is offered nothing that it cannot do', () => {
  assert.deepEqual(namedByAll([['cookie', 'query-ticket'], [], ['query-ticket', 'basic']]), ['query-ticket']);
  assert.deepEqual(namedByAll([['cookie'], ['basic']]), []);
  assert.deepEqual(namedByAll([]), []);
  assert.deepEqual(['cookie', 'bearer-header', 'client-certificate'].filter(isForPages), ['cookie']);
});
