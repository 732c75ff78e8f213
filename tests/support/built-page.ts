/** Builds the page if it is not built yet: tests of a server need it, and a fresh clone does not have it. */
import { existsSync } from 'node:fs';
import path from 'node:path';
import { clientBuild, projectRoot } from '../../server/basics/paths.ts';

if (!existsSync(path.join(clientBuild, 'index.html'))) {
  const { build } = await import('vite');
  await build({ configFile: path.join(projectRoot, 'vite.config.ts'), logLevel: 'warn' });
}
