/** Builds the page where that has not been done: a test of a server needs it, and a fresh clone has none. */
import { existsSync } from 'node:fs';
import path from 'node:path';
import { clientBuild, projectRoot } from '../../server/basics/paths.ts';

if (!existsSync(path.join(clientBuild, 'index.html'))) {
  const { build } = await import('vite');
  await build({ configFile: path.join(projectRoot, 'vite.config.ts'), logLevel: 'warn' });
}
