/** Runs every test that needs no browser. Node 20 takes no patterns, and not every shell expands them. */
import { spawnSync } from 'node:child_process';
import { readdirSync } from 'node:fs';
import path from 'node:path';

/** The files of these run together in one process (tests/units.ts). */
const units = /^(client|docs|protocol|server)[\\/]/;

const files = readdirSync('tests', { recursive: true, encoding: 'utf8' })
  .filter((file) => file.endsWith('.test.ts') && !units.test(file))
  .map((file) => path.join('tests', file));
const { status } = spawnSync(
  process.execPath,
  [
    '--import',
    'tsx',
    '--test',
    '--test-concurrency=2',
    '--test-timeout=120000',
    ...process.argv.slice(2),
    path.join('tests', 'units.ts'),
    ...files,
  ],
  { stdio: 'inherit' },
);
process.exitCode = status ?? 1;
