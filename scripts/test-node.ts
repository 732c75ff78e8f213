/** Runs every test that needs no browser. Node 20 takes no patterns, and not every shell expands them. */
import { spawnSync } from 'node:child_process';
import { readdirSync } from 'node:fs';
import path from 'node:path';

const files = readdirSync('tests', { recursive: true, encoding: 'utf8' }).filter((file) =>
  file.endsWith('.test.ts'),
);
const { status } = spawnSync(
  process.execPath,
  [
    '--import',
    'tsx',
    '--test',
    '--test-concurrency=2',
    '--test-timeout=60000',
    ...process.argv.slice(2),
    ...files.map((file) => path.join('tests', file)),
  ],
  { stdio: 'inherit' },
);
process.exitCode = status ?? 1;
