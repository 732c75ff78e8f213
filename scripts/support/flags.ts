/** What every script needs: flags, errors as sentences, exit codes. */
import { type ParseArgsConfig, parseArgs } from 'node:util';
import { errorCode } from '../../server/basics/system-error.ts';
import { UsageError } from '../../server/basics/usage-error.ts';
import { quote, withoutUserInfo } from '../../server/options/kinds.ts';

/**
 * Reads a script's flags.
 *
 * @throws UsageError with a sentence that names the flag
 */
export function readFlags<const Config extends ParseArgsConfig>(config: Config) {
  try {
    return parseArgs(config);
  } catch (error) {
    const problem = error instanceof Error ? error.message.replace(/\s+/g, ' ') : String(error);
    throw new UsageError(`${withoutUserInfo(problem).replace(/\.?$/, '.')} Try --help.`);
  }
}

/**
 * Reads a number that was given as a flag.
 *
 * @throws UsageError unless it is above 0 and at most `max`
 */
export function readNumber(flag: string, text: string, max: number): number {
  const value = /^\d{1,9}(\.\d{1,9})?$/.test(text) ? Number(text) : 0;
  if (value > 0 && value <= max) return value;
  throw new UsageError(`${flag} must be a number above 0, ${max} at most, not ${quote(text)}. Try --help.`);
}

/**
 * Runs a script. An error becomes a sentence on standard error and an exit code, which is 2 if the user can correct it.
 *
 * @param main - returns the exit code; by default it is 0
 * @param failure - the exit code of any other error
 */
export async function runScript(main: () => Promise<number> | Promise<void>, failure = 1): Promise<void> {
  const fail = (error: unknown): never => {
    process.stderr.write(`${error instanceof Error ? error.message : error}\n`);
    return process.exit(error instanceof UsageError ? 2 : failure);
  };
  process.stderr.on('error', () => {});
  process.stdout.on('error', (error) => {
    // The reader may leave early, as `head` does.
    if (errorCode(error) !== 'EPIPE') fail(`Standard output cannot be written (${errorCode(error)}).`);
  });
  process.exitCode = (await main().catch(fail)) ?? 0;
}
