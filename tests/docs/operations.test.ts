import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { it } from 'node:test';
import { projectRoot } from '../../server/basics/paths.ts';
import { rows } from '../../server/options/options.ts';
import { writtenName } from '../../server/options/sources.ts';

const text = readFileSync(path.join(projectRoot, 'docs/operations.md'), 'utf8');
const [table = ''] = text.split('\n## Behind a proxy');

/** The default of each flag, as the table has it. */
const documented = Object.fromEntries(
  [...table.matchAll(/^\| `(--[a-z-]+)` \| (\d+) \|/gm)].map(([, flag, value]) => [flag, Number(value)]),
);

it('docs/operations.md gives every limit with the default that it has in code', () => {
  const limits = Object.entries(rows).flatMap(([name, row]) =>
    typeof row.default === 'number' &&
    / (off|no deadline|no limit of its own)$/.test(` ${row.help.split('0 = ')[1]}`)
      ? [[writtenName(name, row), row.default]]
      : [],
  );
  assert.ok(limits.length >= 10);
  assert.deepEqual(documented, Object.fromEntries(limits));
});

it('docs/operations.md names every metric, and none that does not exist', () => {
  const source = readFileSync(path.join(projectRoot, 'server/observe/metrics.ts'), 'utf8');
  const named = [...source.matchAll(/name: '([a-z_]+)'/g)].map(([, name]) => name);
  const written = [...text.matchAll(/`((?:lab|nodejs|process)_[a-z_]+)(?:\{[a-z,]+\})?`/g)].map(
    ([, name]) => name,
  );
  assert.deepEqual(new Set(written), new Set(named));
});

it('docs/operations.md, the page itself and its build name the same browsers', async () => {
  const [, chrome, firefox, safari] = /^\| (\d+) \| (\d+) \| ([\d.]+) \|$/m.exec(text) ?? [];
  const floor = readFileSync(path.join(projectRoot, 'client/public/floor.js'), 'utf8');
  assert.ok(floor.includes(`Chrome or Edge ${chrome}, Firefox ${firefox}, Safari ${safari}, or newer`));
  const { default: config } = await import('../../vite.config.ts');
  const target = [`chrome${chrome}`, `edge${chrome}`, `firefox${firefox}`, `safari${safari}`];
  assert.deepEqual(config.build?.target, target);
});
