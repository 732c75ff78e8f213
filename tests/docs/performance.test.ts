import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { it } from 'node:test';
import { chart } from '../../scripts/bench/chart.ts';
import { withFigures } from '../../scripts/bench/markdown.ts';
import { withNodesFigures } from '../../scripts/bench/nodes/report.ts';
import { projectRoot } from '../../server/basics/paths.ts';

const read = (file: string) => readFileSync(path.join(projectRoot, 'docs', file), 'utf8');

it('docs/performance.md and its chart show the figures that were measured last', () => {
  const document = read('performance.md');
  const figures = JSON.parse(read('performance.json'));
  assert.equal(document, withFigures(document, figures));
  assert.equal(read('images/performance.svg'), chart(figures));
  assert.equal(document, withNodesFigures(document, JSON.parse(read('performance-nodes.json'))));
});
