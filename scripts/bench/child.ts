import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import type { Kind } from './dialects.ts';
import type { Usage } from './usage.ts';

export interface ServerProcess {
  readonly port: number;
  usage(): Promise<Usage>;
}

/** Runs a server for as long as `work` takes. @param attacked - whether it has the limits that an attack should meet */
export function withServer<Result>(
  kind: Kind,
  work: (server: ServerProcess) => Promise<Result>,
  attacked = false,
): Promise<Result> {
  return withScript('./server.ts', [kind, ...(attacked ? ['attacked'] : [])], work);
}

/** Likewise, with a script of this folder that runs a server (see `serve` in usage.ts). */
export async function withScript<Result>(
  name: string,
  args: readonly string[],
  work: (server: ServerProcess) => Promise<Result>,
): Promise<Result> {
  const child = forkScript(name, args);
  try {
    return await work({
      port: await nextMessage<number>(child),
      usage() {
        child.send('usage');
        return nextMessage<Usage>(child);
      },
    });
  } finally {
    await endChild(child);
  }
}

/**
 * Waits for the next message of a child.
 *
 * @throws Error if it ends first
 */
export function nextMessage<Message>(child: ChildProcess): Promise<Message> {
  return new Promise((resolve, reject) => {
    const onExit = (code: number | null, signal: NodeJS.Signals | null) => {
      reject(new Error(`A process under measurement ended with ${code ?? signal}.`));
    };
    child.once('exit', onExit);
    child.once('message', (message: Message) => {
      child.off('exit', onExit);
      resolve(message);
    });
  });
}

/** Disconnects a child, which makes it end, and waits for its end. */
export async function endChild(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  child.disconnect();
  await once(child, 'exit');
}

/** Starts a script of this folder as a process that ends with its parent. */
export function forkScript(name: string, args: readonly string[]): ChildProcess {
  return fork(fileURLToPath(new URL(name, import.meta.url)), args, {
    execArgv: ['--expose-gc', '--import', 'tsx'],
    // Without the paths to the sources of packages, so that compiled code is measured.
    env: {
      ...process.env,
      TSX_TSCONFIG_PATH: fileURLToPath(new URL('../../tsconfig.build.json', import.meta.url)),
    },
    stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
  });
}
