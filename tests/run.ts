/** Runs every test that needs no browser. Node 20 takes no patterns, and not every shell expands them. */
import { spawnSync } from 'node:child_process';
import { readdirSync } from 'node:fs';
import path from 'node:path';
// Now, before several processes would build it at once.
import './support/built-page.ts';
import './support/compiled.js';
import { installPrograms, missingPrograms } from './support/system.ts';

/** What tests/units.ts, integration.ts, integration-rest.ts and integration-nodes.ts run together. */
const together =
  /^(?:tests[\\/](?:client|docs|integration|packages|protocol|server)|packages[\\/]\w+[\\/]tests)[\\/](?!packed|zoo)/;

// Now, before several processes would install them at once.
installPrograms();

// The longest first, so that no core is idle at the end.
const files = ['packages', 'tests']
  .flatMap((folder) =>
    readdirSync(folder, { recursive: true, encoding: 'utf8' }).map((file) => path.join(folder, file)),
  )
  .filter((file) => file.endsWith('.test.ts') && !together.test(file));
const whole = (name: string) => path.join('tests', `${name}.ts`);
const failed = [
  // Many of them wait more than they work.
  run(4, [...['integration', 'integration-rest', 'units'].map(whole), ...files]),
  // What several processes promise within seconds needs both cores to itself.
  run(1, [whole('integration-nodes')]),
].includes(false);
process.exitCode = failed ? 1 : 0;
for (const { program, advice } of missingPrograms()) console.log(`Not run: what needs ${program}. ${advice}`);

/** @param atOnce - how many files may run at the same time. @returns whether all tests passed */
function run(atOnce: number, names: readonly string[]): boolean {
  const { status } = spawnSync(
    process.execPath,
    [
      '--import',
      'tsx',
      '--test',
      `--test-concurrency=${atOnce}`,
      // Of a whole file, too: four of them run many.
      '--test-timeout=400000',
      ...process.argv.slice(2),
      ...names,
    ],
    { stdio: 'inherit' },
  );
  return status === 0;
}
