import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { describe, it } from 'node:test';
import { withTop } from '../../scripts/page-top.ts';

const read = (name: string) => readFileSync(new URL(`../../client/${name}`, import.meta.url), 'utf8');
const top = read('page/top.html');

describe('The header of the pages', () => {
  it('is the same on all of them, and marks the page that it is on', () => {
    for (const [name, own] of [
      ['index', '/'],
      ['methods', '/methods'],
      ['channels', '/channels'],
      ['board', '/board'],
      ['document', undefined],
    ] as const) {
      const page = withTop(read(`${name}.html`), top, name);
      assert.doesNotMatch(page, /\{top\}/, name);
      assert.deepEqual([...page.matchAll(/<nav class="pages"/g)].length, 1, name);
      const current = [...page.matchAll(/<a href="([^"]*)" aria-current="page"/g)].map(([, href]) => href);
      // Of a document only whoever renders it knows where it belongs.
      assert.deepEqual(current, own === undefined ? [] : [own], name);
    }
  });

  it('is put where it is asked for, and nowhere else', () => {
    assert.equal(withTop('<p>{top}</p>\n', top, 'index'), '<p>{top}</p>\n');
    assert.equal(
      withTop('<header>\n  {top}\n</header>\n', '<p>\n  $&\n</p>\n', 'x'),
      '<header>\n  <p>\n    $&\n  </p>\n</header>\n',
    );
  });
});
