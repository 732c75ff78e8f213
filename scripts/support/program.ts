import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { onEndSignal } from '../../server/program/signals.ts';

export interface RunningProgram {
  /** The URL of its page. */
  readonly url: string;
  /** @returns its exit code, or the signal that ended it */
  stop(): Promise<number | string>;
}

/**
 * Starts the built program on any free port, with its defaults and the demo token.
 *
 * @param more - further arguments
 * @param script - another script that takes the same arguments, by its path in the project
 */
export async function startProgram(
  more: readonly string[] = [],
  script = 'dist/server/main.js',
): Promise<RunningProgram> {
  const main = fileURLToPath(new URL(`../../${script}`, import.meta.url));
  const args = ['--port', '0', '--certificate-port', '0', '--demo', '--log-level', 'warn', ...more];
  const child = spawn(process.execPath, [main, ...args], {
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  const exited = once(child, 'exit');
  // It must not outlive the script that started it.
  process.on('exit', () => child.kill());
  onEndSignal(
    () => process.exit(1),
    () => {},
  );
  let told = '';
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    told += text;
  });
  while (!/Page +\S+/.test(told)) {
    const [code] = await Promise.race([once(child.stderr, 'data'), exited]);
    if (typeof code === 'number') throw new Error(told);
  }
  const [, url = ''] = /Page +(\S+)/.exec(told) ?? [];
  return {
    url,
    async stop(): Promise<number | string> {
      child.kill('SIGTERM');
      const [code, signal] = await exited;
      return code ?? signal;
    },
  };
}
