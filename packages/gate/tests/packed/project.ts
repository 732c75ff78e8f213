/** The packed package in a project of its own, as a user would have installed it. Nothing is downloaded. */
import assert from 'node:assert/strict';
import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { cp, mkdir, mkdtemp, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { TestContext } from 'node:test';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

const root = fileURLToPath(new URL('../../../..', import.meta.url));
const run = promisify(execFile);

export interface Packed {
  /** Where the package was unpacked. */
  readonly directory: string;
  /** Every file in it. */
  readonly files: readonly string[];
}

export async function temporaryDirectory(t: TestContext): Promise<string> {
  const directory = await mkdtemp(path.join(tmpdir(), 'gate-'));
  t.after(() => rm(directory, { recursive: true, force: true }));
  return directory;
}

/** Packs a copy of the package, so that nothing is written to files that other tests may read. */
export async function pack(t: TestContext): Promise<Packed> {
  const house = await temporaryDirectory(t);
  const copy = path.join(house, 'packages/gate');
  await cp(path.join(root, 'packages/gate'), copy, {
    recursive: true,
    filter: (file) => !/[\\/](?:dist|tests)$/.test(file),
  });
  await cp(path.join(root, 'tsconfig.base.json'), path.join(house, 'tsconfig.base.json'));
  await symlink(path.join(root, 'node_modules'), path.join(house, 'node_modules'), 'junction');
  const { stdout } = await run('npm', ['pack', '--json', '--silent', '--no-update-notifier'], {
    cwd: copy,
    shell: process.platform === 'win32',
  });
  const [packed] = JSON.parse(stdout.slice(stdout.indexOf('[')));
  await run('tar', ['-xzf', packed.filename], { cwd: copy });
  return {
    directory: path.join(copy, 'package'),
    files: packed.files.map((file: { path: string }) => file.path).sort(),
  };
}

/** The code blocks of the README, by the heading above each. */
export async function codeBlocks({ directory }: Packed): Promise<Map<string, string>> {
  const readme = await readFile(path.join(directory, 'README.md'), 'utf8');
  const blocks = new Map<string, string>();
  let heading = '';
  for (const [, words, code] of readme.matchAll(/^#+ ([^\n]+)$|^```ts\n(.*?)^```$/gms)) {
    if (words !== undefined) heading = words;
    if (code !== undefined) {
      assert.ok(!blocks.has(heading), `two blocks below ${heading}`);
      blocks.set(heading, code);
    }
  }
  return blocks;
}

/** The code that the README leaves to the reader. */
const users = `
export interface User {
  readonly name: string;
}

export async function findUser(token: string, signal: AbortSignal): Promise<User | undefined> {
  signal.throwIfAborted();
  return token === 'right' ? { name: 'alice' } : undefined;
}
`;

const theirs = "import { findUser, type User } from './users.js';\n";

/** A file with the gate that other examples import. */
const gate = `${theirs}
import { defineGate } from '@websocket-auth-lab/gate';

export const gate = defineGate<User>({
  verify: (token, { signal }) => findUser(token, signal),
  open: (socket) => (message) => socket.send(message),
});
`;

/** Makes a server that asks for port 8080 take a free port, and prints which. */
const anyPort = `
import net from 'node:net';
const { listen } = net.Server.prototype;
net.Server.prototype.listen = function (...args) {
  const [first] = args;
  args[0] = typeof first === 'object' ? { ...first, port: 0 } : 0;
  this.once('listening', () => console.log('port ' + this.address().port));
  return listen.apply(this, args);
};
`;

export interface Project {
  /** Adds a file of TypeScript. */
  add(name: string, source: string): Promise<void>;
  /** Compiles all of them under strict rules. Rejects with what the compiler says. */
  compile(): Promise<void>;
  /** Runs a file that was compiled until the test ends. @returns its port */
  serve(t: TestContext, name: string, env?: NodeJS.ProcessEnv): Promise<number>;
  /** Runs a file that was compiled to its end. Rejects when it fails. */
  runToEnd(name: string): Promise<void>;
}

/**
 * @param installed - packages beside the gate: ws, its types, Node's and so on
 * @param compilerOptions - beside `strict`
 */
export async function createProject(
  t: TestContext,
  packed: Packed,
  installed: readonly string[],
  compilerOptions: object,
): Promise<Project> {
  const directory = await temporaryDirectory(t);
  const modules = path.join(directory, 'node_modules');
  await mkdir(path.join(modules, '@websocket-auth-lab'), { recursive: true });
  await cp(packed.directory, path.join(modules, '@websocket-auth-lab/gate'), { recursive: true });
  for (const name of installed) {
    await mkdir(path.dirname(path.join(modules, name)), { recursive: true });
    await symlink(path.join(root, 'node_modules', name), path.join(modules, name), 'junction');
  }
  const write = (name: string, text: string) => writeFile(path.join(directory, name), text);
  await write('package.json', '{ "type": "module" }');
  await write(
    'tsconfig.json',
    JSON.stringify({
      compilerOptions: {
        module: 'nodenext',
        target: 'es2023',
        lib: ['es2023'],
        types: ['node'],
        strict: true,
        ...compilerOptions,
        rootDir: '.',
        outDir: 'out',
      },
      include: ['*.ts'],
    }),
  );
  await write('users.ts', users);
  await write('gate.ts', gate);
  await write('any-port.mjs', anyPort);
  const compiled = (name: string) => path.join('out', `${name}.js`);
  return {
    add: (name, source) =>
      write(`${name}.ts`, `${/findUser|\bUser\b/.test(source) ? theirs : ''}${source}\nexport {};\n`),
    async compile() {
      const tsc = path.join(root, 'node_modules/typescript/bin/tsc');
      await run(process.execPath, [tsc, '-p', '.'], { cwd: directory }).catch((error: unknown) => {
        throw new Error(error instanceof Error && 'stdout' in error ? String(error.stdout) : String(error));
      });
    },
    async serve(test, name, env = {}) {
      const child = spawn(process.execPath, ['--import', './any-port.mjs', compiled(name)], {
        cwd: directory,
        env: { ...process.env, ...env },
        stdio: ['ignore', 'pipe', 'inherit'],
      });
      const exited = once(child, 'exit');
      test.after(async () => {
        child.kill('SIGKILL');
        await exited;
      });
      let output = '';
      child.stdout.setEncoding('utf8').on('data', (text: string) => {
        output += text;
      });
      for (;;) {
        const port = /^port (\d+)$/m.exec(output)?.[1];
        if (port !== undefined) return Number(port);
        const [code] = await Promise.race([once(child.stdout, 'data'), exited]);
        if (child.exitCode !== null) throw new Error(`ended with ${code}: ${output}`);
      }
    },
    async runToEnd(name) {
      await run(process.execPath, [compiled(name)], { cwd: directory });
    },
  };
}
