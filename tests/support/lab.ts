import type { TestContext } from 'node:test';
import { createLab, type Lab } from '../../server/lab/lab.ts';
import { createLog } from '../../server/observe/log.ts';
import type { Options } from '../../server/options/options.ts';
import './built-page.ts';

export interface RunningLab extends Lab {
  readonly port: number;
  /** Every log line so far, parsed. */
  readonly logged: Record<string, unknown>[];
}

/**
 * Starts the real server on a free port, with the demo token; it ends with the test.
 *
 * @param now - the auth server's clock
 */
export async function startLab(
  t: TestContext,
  settings: Partial<Options> = {},
  now?: () => number,
): Promise<RunningLab> {
  const logged: Record<string, unknown>[] = [];
  const log = createLog(settings.logLevel ?? 'debug', { write: (line) => logged.push(JSON.parse(line)) });
  const lab = createLab({ port: 0, demo: true, ...settings }, log, now);
  t.after(() => lab.close());
  await lab.listen();
  return {
    listen: lab.listen,
    retire: lab.retire,
    close: lab.close,
    urls: lab.urls,
    tls: lab.tls,
    port: Number(new URL(lab.urls.page).port),
    logged,
  };
}
