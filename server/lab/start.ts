/** The start of the WebSocket server: options → lab → listen → banner. */
import { existsSync } from 'node:fs';
import { createClock } from '../basics/clock.ts';
import { clientBuild } from '../basics/paths.ts';
import { createLog, createReadableLog } from '../observe/log.ts';
import { standardError, standardOutput } from '../observe/output.ts';
import { helpText, type Options, parseOptions, rows, UsageError } from '../options/options.ts';
import { explainListenError } from '../program/listen-error.ts';
import { openBrowser } from '../program/open-browser.ts';
import type { StartServer } from '../program/program.ts';
import { banner } from './banner.ts';
import type { OpenExhibits } from './exhibits.ts';
import { createLab } from './lab.ts';

/** @param openExhibits - given by a development start only */
export const startLab =
  (openExhibits?: OpenExhibits): StartServer =>
  async (args, env) => {
    const options = parseOptions(args, env);
    if (options.help) {
      standardOutput.write(helpText());
      return undefined;
    }
    if (!options.dev && !existsSync(clientBuild)) {
      throw new UsageError('The page is not built. Run npm run build first, or use npm run dev.');
    }
    const { dev, host, logLevel } = options;
    const log = dev ? await createReadableLog(logLevel) : createLog(logLevel);
    const lab = createLab(options, log, createClock(), openExhibits);
    await lab.listen().catch((error) => {
      throw explainListenError(error, host, portsOf(options));
    });
    // Not to standard output, where the log goes.
    standardError.write(await banner(lab, options));
    if (options.open) openBrowser(lab.urls.page);
    return {
      async close() {
        await lab.retire();
        await lab.close();
      },
    };
  };

function portsOf({ port, certificatePort }: Options) {
  return [
    { option: '--port', port, default: rows.port.default },
    { option: '--certificate-port', port: certificatePort, default: rows.certificatePort.default },
  ];
}
