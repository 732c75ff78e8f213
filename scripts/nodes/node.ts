/** One node of the lab: a process that may be killed, and started again at the same place. */
import path from 'node:path';
import { projectRoot } from '../../server/basics/paths.ts';
import { type Started, start } from './process.ts';

export interface NodeSettings {
  readonly name: string;
  /** What Node runs; by default the program that was built. */
  readonly program?: readonly string[];
  /** Arguments of `npm start`. */
  readonly args: readonly string[];
  readonly env: NodeJS.ProcessEnv;
  /** Called when it has ended and nobody here had ended it. */
  readonly died: (how: number | string) => void;
}

export interface LabNode {
  readonly name: string;
  /** Host and port. */
  readonly address: string;
  readonly isRunning: boolean;
  /** Starts it again; nothing happens if it runs. */
  start(): Promise<void>;
  /** Ends it at once and without a word to its clients, as a machine that fails; nothing happens if it does not run. */
  kill(): Promise<void>;
  /** Tells it to end. */
  stop(): Promise<void>;
}

const built = [path.join(projectRoot, 'dist/server/main.js')];

export async function startNode({ name, program = built, args, env, died }: NodeSettings): Promise<LabNode> {
  let running: Started | undefined;
  let port = '0';
  let isWanted = true;
  let under: Promise<void> = Promise.resolve();

  const run = async () => {
    const given = ['--host', '127.0.0.1', '--port', port, '--node', name, ...args];
    const one = await start(process.execPath, [...program, ...given], {
      readsFrom: 'stderr',
      ready: /Page +\S+:(\d+)\/\n/,
      env,
    });
    port = one.said;
    running = one;
    isWanted = true;
    void one.ended.then((how) => {
      running = undefined;
      if (isWanted) died(how);
    });
  };

  const end = async (signal: NodeJS.Signals) => {
    isWanted = false;
    running?.kill(signal);
    await running?.ended;
  };

  /** One after the other, so that two presses do not start it twice. */
  const inTurn = (act: () => Promise<void>) => {
    under = under.catch(() => {}).then(act);
    return under;
  };

  await run();
  return {
    name,
    address: `127.0.0.1:${port}`,
    get isRunning() {
      return running !== undefined;
    },
    start: () => inTurn(async () => (running ? undefined : run())),
    kill: () => inTurn(() => end('SIGKILL')),
    stop: () => inTurn(() => end('SIGTERM')),
  };
}
