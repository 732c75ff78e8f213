/** The program: options → lab → listen → signals. */
import { existsSync } from 'node:fs';
import { banner } from './banner.ts';
import { createClock } from './clock.ts';
import { createLab } from './lab.ts';
import { createLog, createReadableLog } from './observe/log.ts';
import { openBrowser } from './open-browser.ts';
import { helpText, parseOptions, UsageError } from './options.ts';
import { clientBuild } from './paths.ts';
import { closeOnSignal, explainListenError, runProgram } from './program.ts';

await runProgram(async (args) => {
  const options = parseOptions(args, process.env);
  if (options.help) {
    process.stdout.write(helpText());
    return;
  }
  if (!options.dev && !existsSync(clientBuild)) {
    throw new UsageError('The page is not built. Run npm run build first, or use npm run dev.');
  }
  const { dev, logLevel } = options;
  // Weak on purpose: loaded in development only.
  const exhibits = dev ? (await import('./exhibits/exhibits.ts')).openExhibits : undefined;
  const log = dev ? await createReadableLog(logLevel) : createLog(logLevel);
  const lab = createLab(options, log, createClock(), exhibits);
  await lab.listen().catch((error) => {
    throw explainListenError(error, options);
  });
  closeOnSignal(lab);
  // Not to standard output, where the log goes.
  process.stderr.write(await banner(lab, options));
  if (options.open) openBrowser(lab.urls.page);
});
