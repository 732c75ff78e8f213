/**
 * `npm run dev`: compiles the server, starts it, and starts it again after every change.
 *
 * Plain JavaScript, because it runs before anything is compiled. esbuild in place of a loader such as tsx halves the
 * time to the first page.
 */
import { spawn } from 'node:child_process';
import { closeSync, mkdirSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { isatty } from 'node:tty';

const WRONG_USAGE = 2;

/** @type {import('node:child_process').ChildProcess | undefined} */
let server;
let starts = 0;
let restarting = false;
let stopping = false;

// Before anything else, so that a signal that comes early is heard. Ctrl+C reaches the server from the terminal, too;
// it takes both for one.
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
  const args = ['--enable-source-maps', 'dist/server/main.js', '--dev', ...process.argv.slice(2)];
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

/** An import of a neighbour, which is compiled as well. */
const typescriptImport = /((?:from|import) *\(?["']\.[^"'\n]*)\.ts(["'])/g;

/** Files of a package go where its name leads, `packages/NAME/dist`, and its maps find their sources from there. */
const packageOutput = /[\\/]dist([\\/]packages[\\/][^\\/]+[\\/])src([\\/][^\\/]+)$/;
const packageSource = /"[./]+\/packages\/[^/]+(\/src\/)/g;

/** Every file is compiled by itself, as tsc does. */
const writeAndRestart = {
  name: 'write-and-restart',
  /** @param {import('esbuild').PluginBuild} build */
  setup(build) {
    build.onEnd(({ errors, outputFiles = [] }) => {
      if (errors.length > 0) return;
      for (const { path, text } of outputFiles) {
        const to = path.replace(packageOutput, '$1dist$2');
        mkdirSync(dirname(to), { recursive: true });
        writeFileSync(to, text.replace(typescriptImport, '$1.js$2').replace(packageSource, '"..$1'));
      }
      restart();
    });
  },
};

const { context } = await import('esbuild');
const compiler = await context({
  entryPoints: ['server/**/*.ts', 'protocol/**/*.ts', 'packages/**/src/*.ts', 'scripts/attacks/**/*.ts'],
  outbase: '.',
  outdir: 'dist',
  write: false,
  platform: 'node',
  format: 'esm',
  target: 'node20',
  sourcemap: 'linked',
  logLevel: 'warning',
  plugins: [writeAndRestart],
});

await compiler.watch();
