/** What every server program of this project does around its server: signals, errors in words, exit codes, output. */
import { setTimeout as delay } from 'node:timers/promises';
import { UsageError } from '../basics/usage-error.ts';
import { leadConsole, standardError } from '../observe/output.ts';
import { ListenError } from './listen-error.ts';
import { onEndSignal } from './signals.ts';

/** Milliseconds that a start under way has to come to its end, before a signal ends it: it may hold a lock. */
const START_GRACE_MS = 1000;

/** Milliseconds for everything after a signal. A close takes a second and a half at most, unless it is at fault. */
const END_MS = 4000;

/**
 * Starts a server, and says what it is to say.
 *
 * @param args - arguments after the script's name
 * @returns the server once it listens; undefined where there is nothing to serve, as after `--help`
 * @throws Error with a sentence for the person who started it
 */
export type StartServer = (
  args: readonly string[],
  env: NodeJS.ProcessEnv,
) => Promise<{ close(): Promise<void> } | undefined>;

/**
 * Runs a server program.
 *
 * The first SIGINT, SIGTERM or SIGHUP closes the server in order and exits with 0, a later one does not wait for it.
 * An error goes to standard error, as a sentence where it is one of ours, and is exit code 1, or 2 for wrong usage.
 *
 * @param load - imports the program. Signals are heard from before that: until then the process 1 of a container has
 * none, and every other process is ended without a word.
 */
export function runProgram(load: () => Promise<StartServer>): void {
  let isEnding = false;
  const start = async () => {
    const startServer = await load();
    return isEnding ? undefined : startServer(process.argv.slice(2), process.env);
  };
  const end = async () => {
    setTimeout(() => fail('The end took too long, so it was cut short.'), END_MS);
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

/** Where nobody has put it into a sentence, it is a fault, and who looks for it needs to know where. */
function wordsOf(problem: unknown): string {
  if (!(problem instanceof Error)) return String(problem);
  const isSentence = problem instanceof UsageError || problem instanceof ListenError;
  return isSentence ? problem.message : (problem.stack ?? problem.message);
}
