/**
 * `npm run dev`: compiles the server, starts it, and starts it again after every change.
 *
 * Plain JavaScript, because it runs before anything is compiled. esbuild in place of a loader such as tsx halves the
 * time to the first page.
 */
import { spawn } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { context } from 'esbuild';

/** @type {import('node:child_process').ChildProcess | undefined} */
let server;
let stopping = false;

function start() {
  server = spawn(
    process.execPath,
    ['--enable-source-maps', 'dist/server/main.js', '--dev', ...process.argv.slice(2)],
    {
      stdio: 'inherit',
    },
  );
  server.once('exit', (code) => {
    server = undefined;
    if (stopping) process.exit(code ?? 1);
  });
}

function restart() {
  if (!server) return start();
  server.once('exit', start);
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

for (const signal of ['SIGINT', 'SIGTERM']) {
  process.on(signal, () => {
    stopping = true;
    void compiler.dispose();
    if (server) server.kill(signal);
    else process.exit(0);
  });
}

await compiler.watch();
