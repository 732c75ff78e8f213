import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import type { TestContext } from 'node:test';
import { fileURLToPath } from 'node:url';
import './built-page.ts';

const root = fileURLToPath(new URL('../..', import.meta.url));

export interface Program {
  readonly child: ChildProcess;
  readonly output: { stdout: string; stderr: string };
  /** Exit code, or the signal that ended it. */
  readonly exited: Promise<number | NodeJS.Signals | null>;
  /** Waits until standard error matches; rejects when the program ends first. */
  until(pattern: RegExp): Promise<RegExpMatchArray>;
}

/**
 * Runs one of this project's programs with Node, from its source; it ends with the test.
 *
 * @param openFiles - as many as the program may have open at once; not on Windows
 */
export function run(
  t: TestContext,
  script: string,
  args: string[],
  env: NodeJS.ProcessEnv = {},
  openFiles?: number,
): Program {
  const command = [process.execPath, '--import', 'tsx', script, ...args];
  const limited = ['sh', '-c', `ulimit -n ${openFiles}; exec "$@"`, 'sh', ...command];
  const [file = '', ...rest] = openFiles === undefined ? command : limited;
  const child = spawn(file, rest, { cwd: root, env: { ...process.env, ...env } });
  const exited = once(child, 'exit').then(([code, signal]) => code ?? signal);
  t.after(async () => {
    child.kill('SIGKILL');
    await exited;
  });
  const output = { stdout: '', stderr: '' };
  for (const stream of ['stdout', 'stderr'] as const) {
    child[stream]?.setEncoding('utf8').on('data', (text: string) => {
      output[stream] += text;
      child.emit('output');
    });
  }
  return {
    child,
    output,
    exited,
    async until(pattern) {
      for (;;) {
        const match = output.stderr.match(pattern);
        if (match) return match;
        const event = await Promise.race([once(child, 'output'), once(child, 'close')]);
        if (event.length === 2) throw new Error(`ended before ${pattern}:\n${output.stderr}${output.stdout}`);
      }
    },
  };
}
