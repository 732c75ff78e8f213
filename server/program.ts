/** What every server program of this project does around its server: errors in words, signals, exit codes. */
import { UsageError } from './options/usage-error.ts';
import { errorCode } from './system-error.ts';

/** Runs a program; an error becomes one line on standard error, and exit code 2 where the person can put it right. */
export async function runProgram(main: (args: string[]) => Promise<void>): Promise<void> {
  try {
    await main(process.argv.slice(2));
  } catch (error) {
    process.stderr.write(`${error instanceof Error ? error.message : error}\n`);
    process.exitCode = error instanceof UsageError ? 2 : 1;
  }
}

/** Makes of a port that cannot be had a sentence that says which, and what to try. */
export function explainListenError(error: unknown, { host, port }: { host: string; port: number }): unknown {
  switch (errorCode(error)) {
    case 'EADDRINUSE':
      return new Error(
        `Port ${port} is in use on ${host}. Stop the program that has it, or try another: --port ${port + 1}.`,
      );
    case 'EACCES':
      return new Error(`Port ${port} needs more rights than you have. Try one above 1023: --port 5678.`);
    case 'EADDRNOTAVAIL':
    case 'ENOTFOUND':
      return new Error(
        `${host} is no address of this machine. Try --host localhost, or --host 0.0.0.0 for all.`,
      );
    default:
      return error;
  }
}

/** The first SIGINT or SIGTERM closes a server in order and exits with 0; a second one does not wait for it. */
export function closeOnSignal(server: { close(): Promise<void> }): void {
  let closing = false;
  for (const signal of ['SIGINT', 'SIGTERM'] as const) {
    process.on(signal, () => {
      if (closing) process.exit(1);
      closing = true;
      void server.close().then(() => process.exit(0));
    });
  }
}
