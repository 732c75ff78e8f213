/** Runs every test that needs no browser. Node 20 takes no patterns, and not every shell expands them. */
import { spawnSync } from 'node:child_process';
import { readdirSync } from 'node:fs';
import path from 'node:path';

/** What tests/units.ts, integration.ts and integration-rest.ts run together. */
const together = /^(client|docs|integration|protocol|server)[\\/]/;

const files = readdirSync('tests', { recursive: true, encoding: 'utf8' })
  .filter((file) => file.endsWith('.test.ts') && !together.test(file))
  .map((file) => path.join('tests', file));
const { status } = spawnSync(
  process.execPath,
  [
    '--import',
    'tsx',
    '--test',
    '--test-concurrency=2',
    '--test-timeout=170000',
    ...process.argv.slice(2),
    path.join('tests', 'integration.ts'),
    path.join('tests', 'integration-rest.ts'),
    path.join('tests', 'units.ts'),
    ...files,
  ],
  { stdio: 'inherit' },
);
process.exitCode = status ?? 1;
