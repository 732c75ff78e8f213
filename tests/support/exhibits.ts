import type { TestContext } from 'node:test';
import { openExhibits } from '../../exhibits/twins/exhibits.ts';
import { createLab, type Lab } from '../../server/lab/lab.ts';
import { createLog } from '../../server/observe/log.ts';
import type { Options } from '../../server/options/options.ts';
import './built-page.ts';

export interface ExhibitLab {
  readonly urls: Lab['urls'];
  /** The attacker's site. */
  readonly exhibits: string;
}

/** Starts the real server with its exhibits on free ports; both end with the test. */
export async function startExhibits(t: TestContext, settings: Partial<Options> = {}): Promise<ExhibitLab> {
  const log = createLog('silent');
  const lab = createLab({ port: 0, demo: true, ...settings }, log, Date.now, openExhibits);
  t.after(() => lab.close());
  await lab.listen();
  return { urls: lab.urls, exhibits: lab.urls.exhibits ?? '' };
}
