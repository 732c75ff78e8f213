import { spawnSync } from 'node:child_process';
import type { TestContext } from 'node:test';
import { fileURLToPath } from 'node:url';
import { type Program, run } from './program.ts';

const script = fileURLToPath(new URL('terminal.py', import.meta.url));

/** For tests that need a terminal, which Python makes, since Node cannot. */
export const withTerminal =
  process.platform === 'linux' && spawnSync('python3', ['--version']).status === 0
    ? {}
    : { skip: 'a terminal needs Linux and python3' };

export interface TerminalProgram extends Program {
  /** `stop`: nobody reads the terminal any more. `close`: the terminal is closed. `end`: SIGTERM. */
  order(word: 'stop' | 'close' | 'ctrl-c' | 'end'): void;
}

/**
 * Runs one of this project's programs on a terminal. What it writes there counts as standard error; a signal that ends
 * it is exit code 128 and its number.
 *
 * @param kind - `own`: the program belongs to the terminal, and gets SIGHUP when that is closed
 */
export function runOnTerminal(
  t: TestContext,
  kind: 'own' | 'other',
  program: string,
  args: readonly string[],
): TerminalProgram {
  const running = run(t, program, args, {}, { under: ['python3', script, kind], detached: true });
  return { ...running, order: (word) => running.child.stdin?.write(`${word}\n`) };
}
