/** What every server program of this project does around its server: signals, errors, exit codes, output. */
import { setTimeout as delay, setImmediate as nextTurn } from 'node:timers/promises';
import { UsageError } from '../basics/usage-error.ts';
import { leadConsole, standardError } from '../observe/output.ts';
import { ListenError } from './listen-error.ts';
import { onEndSignal } from './signals.ts';

/** Milliseconds for a start to finish after a signal, since it may hold a lock. */
const START_GRACE_MS = 1000;

/**
 * Milliseconds for everything after a signal. Closing takes a second and a half at most, and three seconds more where
 * balancers are told before, unless something is wrong.
 */
const END_MS = 6000;

/**
 * Starts a server and prints what people need to know.
 *
 * @param args - arguments after the script's name
 * @returns the server once it listens; undefined if there is nothing to serve, as after `--help`
 * @throws Error with a sentence for the person who started it
 */
export type StartServer = (
  args: readonly string[],
  env: NodeJS.ProcessEnv,
) => Promise<{ close(): Promise<void> } | undefined>;

/**
 * Runs a server program.
 *
 * The first SIGINT, SIGTERM or SIGHUP closes the server in order and exits with 0; a later one does not wait for that.
 * An error is written to standard error, and the exit code is 1, or 2 for wrong usage.
 *
 * @param load - imports the program, after the listeners for signals were added. Without them, process 1 of a container
 *   would ignore signals, and any other process would end at once
 */
export function runProgram(load: () => Promise<StartServer>): void {
  let isEnding = false;
  const start = async () => {
    const startServer = await load();
    // A loader that reads all files in one turn of the event loop hears of no signal meanwhile (tsx, since Node 22).
    await nextTurn();
    return isEnding ? undefined : startServer(process.argv.slice(2), process.env);
  };
  const end = async () => {
    setTimeout(() => fail('Closing the server took too long, so the process was ended.'), END_MS);
    const server = await Promise.race([started, delay(START_GRACE_MS)]);
    await server?.close();
    process.exit(0);
  };
  onEndSignal(
    () => {
      isEnding = true;
      end().catch(fail);
    },
    () => process.exit(1),
  );
  leadConsole();
  process.on('uncaughtException', fail);
  const started = start();
  started.catch(fail);
}

function fail(problem: unknown): void {
  standardError.write(`${wordsOf(problem)}\n`);
  process.exit(problem instanceof UsageError ? 2 : 1);
}

/** The message of an error that is meant for the user; the stack of any other, which is a fault of the program. */
function wordsOf(problem: unknown): string {
  if (!(problem instanceof Error)) return String(problem);
  const isSentence = problem instanceof UsageError || problem instanceof ListenError;
  return isSentence ? problem.message : (problem.stack ?? problem.message);
}
