/**
 * `npm run dev`: compiles the server, starts it, and starts it again after every change.
 *
 * Plain JavaScript, because it runs before anything is compiled.
 */
import { spawn } from 'node:child_process';
import {
  closeSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  statSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { isatty } from 'node:tty';
import { bundling } from './support/bundle.js';

const WRONG_USAGE = 2;

/** @type {import('node:child_process').ChildProcess | undefined} */
let server;
let starts = 0;
let restarting = false;
let stopping = false;

// Before anything else, so that an early signal is heard. Ctrl+C also reaches the server from the terminal; the server
// takes the two signals for one.
for (const signal of /** @type {const} */ (['SIGINT', 'SIGTERM', 'SIGHUP'])) {
  process.on(signal, () => {
    stopping = true;
    if (server) server.kill(signal);
    else process.exit(0);
  });
}
// The terminal may be gone before we are. Node would abort when it gives it back (until version 24).
process.stderr.on('error', () => {});
const terminals = [0, 1, 2].filter((fd) => isatty(fd));
process.on('exit', () => {
  for (const fd of terminals) if (!isatty(fd)) closeSync(fd);
});

function start() {
  starts++;
  const args = ['--enable-source-maps', program, '--dev', ...process.argv.slice(2)];
  server = spawn(process.execPath, args, { stdio: 'inherit' });
  server.once('error', (error) => {
    process.stderr.write(`The server could not be started: ${error.message}\n`);
    process.exit(1);
  });
  server.once('exit', serverOnExit);
}

/**
 * @param {number | null} code
 * @param {NodeJS.Signals | null} signal
 */
function serverOnExit(code, signal) {
  server = undefined;
  if (stopping) process.exit(code ?? 1);
  if (restarting) {
    restarting = false;
    start();
    return;
  }
  // No change of the sources would help: it was told to end (as after --help), or cannot start as it was asked to.
  if (code === 0 || code === WRONG_USAGE || starts === 1) process.exit(code ?? 1);
  process.stderr.write(`The server ended with ${code ?? signal}. It starts again after the next change.\n`);
}

function restart() {
  if (!server) return start();
  restarting = true;
  server.kill('SIGTERM');
}

/** The folder of the bundle. Not `dist`, because the bundle is not part of a build. */
const folder = '.dev';
const program = `${folder}/start.js`;

/** Writes each bundle that differs from the running one, and starts it. */
const writeAndRestart = {
  name: 'write-and-restart',
  /** @param {import('esbuild').PluginBuild} build */
  setup(build) {
    build.onEnd(({ errors, outputFiles = [] }) => {
      if (errors.length > 0) return;
      const changed = outputFiles.filter(({ path, contents }) => !holds(path, contents));
      mkdirSync(folder, { recursive: true });
      for (const { path, contents } of changed) writeFileSync(path, contents);
      // It is as young as its sources also where nothing in it had to change.
      utimesSync(program, new Date(), new Date());
      if (changed.length > 0 || !server) restart();
    });
  },
};

/**
 * @param {string} path
 * @param {Uint8Array} contents
 */
function holds(path, contents) {
  return existsSync(path) && readFileSync(path).equals(contents);
}

/** Whether no source of the last bundle has changed since it was written. */
function isFresh() {
  if (!existsSync(program)) return false;
  const made = statSync(program).mtimeMs;
  return [
    'server',
    'protocol',
    'exhibits',
    'packages',
    'package-lock.json',
    'scripts/dev.js',
    'scripts/support/bundle.js',
  ].every((source) => youngest(source) < made);
}

/**
 * @param {string} source
 * @returns {number}
 */
function youngest(source) {
  const { mtimeMs } = statSync(source);
  if (!statSync(source).isDirectory()) return mtimeMs;
  const inside = readdirSync(source).filter((name) => name !== 'dist' && name !== 'node_modules');
  return Math.max(mtimeMs, ...inside.map((name) => youngest(`${source}/${name}`)));
}

// The compiler takes as long to load as the server takes to start, so the server does not wait for it unless it must.
if (isFresh()) start();

const { context } = await import('esbuild');
const compiler = await context({
  ...bundling,
  entryPoints: { start: 'exhibits/start.ts' },
  outdir: folder,
  write: false,
  plugins: [writeAndRestart],
});

await compiler.watch();
