/** The start of the WebSocket server: options → lab → listen → banner. */
import { existsSync } from 'node:fs';
import { banner } from './banner.ts';
import { createClock } from './clock.ts';
import { createLab } from './lab.ts';
import { explainListenError } from './listen-error.ts';
import { createLog, createReadableLog } from './observe/log.ts';
import { openBrowser } from './open-browser.ts';
import { helpText, type Options, parseOptions, rows, UsageError } from './options.ts';
import { standardError, standardOutput } from './output.ts';
import { clientBuild } from './paths.ts';
import type { StartServer } from './program.ts';

export const startLab: StartServer = async (args, env) => {
  const options = parseOptions(args, env);
  if (options.help) {
    standardOutput.write(helpText());
    return undefined;
  }
  if (!options.dev && !existsSync(clientBuild)) {
    throw new UsageError('The page is not built. Run npm run build first, or use npm run dev.');
  }
  const { dev, host, logLevel } = options;
  // Weak on purpose: loaded in development only.
  const exhibits = dev ? (await import('./exhibits/exhibits.ts')).openExhibits : undefined;
  const log = dev ? await createReadableLog(logLevel) : createLog(logLevel);
  const lab = createLab(options, log, createClock(), exhibits);
  await lab.listen().catch((error) => {
    throw explainListenError(error, host, portsOf(options));
  });
  // Not to standard output, where the log goes.
  standardError.write(await banner(lab, options));
  if (options.open) openBrowser(lab.urls.page);
  return lab;
};

function portsOf({ port, certificatePort }: Options) {
  return [
    { option: '--port', port, default: rows.port.default },
    { option: '--certificate-port', port: certificatePort, default: rows.certificatePort.default },
  ];
}
