/** Programs of Debian's Python. */
import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import path from 'node:path';
import { promisify } from 'node:util';
import { projectRoot } from '../../../server/basics/paths.ts';
import { type Running, TOKEN } from './known-server.ts';

/** Debian's own, whatever else is in the path. */
const python = '/usr/bin/python3';

export async function versionOfModule(name: string): Promise<string> {
  const { stdout } = await promisify(execFile)(python, ['-c', `import ${name}; print(${name}.__version__)`]);
  return stdout.trim();
}

/** Starts a program of this folder, which prints its port. */
export async function startPython(file: string, where = '/'): Promise<Running> {
  const child = spawn(python, [path.join(projectRoot, 'tests/probe/known', file)], {
    env: { ...process.env, TOKEN },
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  const exited = once(child, 'exit');
  child.stdout.setEncoding('utf8');
  const [line] = await Promise.race([once(child.stdout, 'data'), exited]);
  return {
    url: `ws://127.0.0.1:${String(line).trim()}${where}`,
    async close() {
      child.kill('SIGKILL');
      await exited;
    },
  };
}
