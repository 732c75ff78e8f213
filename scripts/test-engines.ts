/**
 * `npm run test:engines`: runs the tests that need no browser on every supported version of Node.
 *
 * Each Node comes from npm, where it is a package, and is kept in node_modules/.cache. If there is none for this
 * machine, only the installed Node runs the tests, and the missing versions are named.
 */
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

const help = `Runs the tests that need no browser on every supported version of Node.

Usage: npm run test:engines [-- FILE …]

  FILE  a test file; without any, all of them run
`;

/** The oldest version that package.json allows, and the newest of each even major version after it. */
const ranges = ['~20.19.0', '22', '24', '26'];

const root = fileURLToPath(new URL('..', import.meta.url));
const cache = path.join(root, 'node_modules/.cache/engines');
const packageName = `node-${process.platform}-${process.arch}`;
const files = process.argv.slice(2);

if (files.includes('--help')) process.stdout.write(help);
else process.exitCode = testAll();

/** @returns the exit code */
function testAll(): number {
  const missing: string[] = [];
  const failed: string[] = [];
  for (const range of ranges) {
    const node = install(range);
    if (node === undefined) missing.push(range);
    else if (!test(node)) failed.push(range);
  }
  if (missing.length === ranges.length && !test(process.execPath)) failed.push(process.version);
  if (missing.length > 0) say(`Not run, since npm has no ${packageName} of it: Node ${missing.join(', ')}.`);
  say(failed.length > 0 ? `Tests failed on Node ${failed.join(', ')}.` : 'All tests passed.');
  return failed.length > 0 ? 1 : 0;
}

/** @returns the path of a Node; undefined where there is none for this machine */
function install(range: string): string | undefined {
  const directory = path.join(cache, range);
  const node = path.join(directory, 'node_modules', packageName, 'bin/node');
  if (!existsSync(node)) {
    const npm = ['install', '--prefix', directory, '--no-save', '--no-package-lock', '--loglevel', 'error'];
    spawnSync('npm', [...npm, `${packageName}@${range}`], { stdio: ['ignore', 'ignore', 'inherit'] });
  }
  return existsSync(node) ? node : undefined;
}

/** @returns whether all tests passed */
function test(node: string): boolean {
  const version = spawnSync(node, ['--version'], { encoding: 'utf8' }).stdout.trim();
  say(`\nNode ${version}`);
  const args =
    files.length > 0 ? ['--import', 'tsx', '--test', ...files] : ['--import', 'tsx', 'tests/run.ts'];
  // What a test starts as `node` or `npm` must run on this Node, too.
  const PATH = `${path.dirname(node)}${path.delimiter}${process.env.PATH ?? ''}`;
  const { status } = spawnSync(node, args, { cwd: root, stdio: 'inherit', env: { ...process.env, PATH } });
  return status === 0;
}

function say(sentence: string): void {
  process.stdout.write(`${sentence}\n`);
}
