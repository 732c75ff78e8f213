/** Processes that end with this one. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { UsageError } from '../../server/options/options.ts';
import { endWithUs } from '../support/end-with-us.ts';
import { onPath } from '../support/system.ts';

export interface Started {
  readonly pid: number | undefined;
  /** Resolves when the process has ended, with its exit code or the signal that ended it. */
  readonly ended: Promise<number | string>;
  kill(signal: NodeJS.Signals): void;
}

/** How to get a program that the class needs. */
const packages = { 'redis-server': 'redis-server', nginx: 'nginx-light' } as const;
const formulas = { 'redis-server': 'redis', nginx: 'nginx' } as const;

/** @throws UsageError that says how to get it, if there is none */
export function requireProgram(name: keyof typeof packages, otherwise = ''): void {
  // Debian keeps nginx where only root looks for programs.
  process.env.PATH = `${process.env.PATH ?? ''}:/usr/sbin:/usr/local/sbin`;
  if (onPath(name) !== undefined) return;
  throw new UsageError(
    `There is no ${name} here. Install it (Debian, Ubuntu: apt-get install ${packages[name]}; macOS: brew install ${formulas[name]})${otherwise}.`,
  );
}

/**
 * Starts a process, and waits until it says that it is ready.
 *
 * @param readsFrom - which of its two outputs says so; the other one is passed on
 * @param ready - the first group of the expression is what it said
 * @throws Error with what it said, if it ended instead
 */
export async function start(
  command: string,
  args: readonly string[],
  { readsFrom, ready, env = process.env }: StartSettings,
): Promise<Started & { readonly said: string }> {
  const child = spawn(command, args, {
    stdio: [
      'ignore',
      readsFrom === 'stdout' ? 'pipe' : 'inherit',
      readsFrom === 'stderr' ? 'pipe' : 'inherit',
    ],
    env,
    // A group of its own: Ctrl+C in the terminal reaches this process only, which ends the others in their order.
    detached: true,
  });
  endWithUs(child);
  const ended = once(child, 'exit').then(([code, signal]) => String(code ?? signal));
  const output = readsFrom === 'stdout' ? child.stdout : child.stderr;
  if (!output) throw new Error(`${command} has no ${readsFrom}`);
  let text = '';
  for await (const chunk of output.setEncoding('utf8').iterator({ destroyOnReturn: false })) {
    text += chunk;
    const [, said = ''] = ready.exec(text) ?? [];
    if (!ready.test(text)) continue;
    output.resume();
    return { pid: child.pid, ended, said, kill: (signal) => void child.kill(signal) };
  }
  throw new Error(`${command} did not start:\n${text}`);
}

interface StartSettings {
  readonly readsFrom: 'stdout' | 'stderr';
  readonly ready: RegExp;
  readonly env?: NodeJS.ProcessEnv;
}
