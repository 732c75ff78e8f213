/** The program: options → lab → listen → signals. */
import { existsSync } from 'node:fs';
import { banner } from './banner.ts';
import { createLab, type Lab } from './lab.ts';
import { createLog, createReadableLog } from './observe/log.ts';
import { openBrowser } from './open-browser.ts';
import { helpText, type Options, parseOptions, UsageError } from './options.ts';
import { clientBuild } from './paths.ts';
import { errorCode } from './system-error.ts';

try {
  await main(process.argv.slice(2));
} catch (error) {
  process.stderr.write(`${error instanceof Error ? error.message : error}\n`);
  process.exitCode = error instanceof UsageError ? 2 : 1;
}

async function main(args: string[]): Promise<void> {
  const options = parseOptions(args, process.env);
  if (options.help) {
    process.stdout.write(helpText());
    return;
  }
  if (!options.dev && !existsSync(clientBuild)) {
    throw new UsageError('The page is not built. Run npm run build first, or use npm run dev.');
  }
  const { dev, logLevel } = options;
  const lab = createLab(options, dev ? await createReadableLog(logLevel) : createLog(logLevel));
  await lab.listen().catch((error) => {
    throw explain(error, options);
  });
  closeOnSignal(lab);
  // Not to standard output, where the log goes.
  process.stderr.write(banner(lab, options));
  if (options.open) openBrowser(lab.urls.page);
}

/** Makes of a port that cannot be had a sentence that says which, and what to try. */
function explain(error: unknown, { host, port }: Options): unknown {
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

/** The first SIGINT or SIGTERM says goodbye to every client; a second one does not wait for them. */
function closeOnSignal(lab: Lab): void {
  let closing = false;
  for (const signal of ['SIGINT', 'SIGTERM'] as const) {
    process.on(signal, () => {
      if (closing) process.exit(1);
      closing = true;
      void lab.close().then(() => process.exit(0));
    });
  }
}
