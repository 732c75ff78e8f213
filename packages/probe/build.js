/** Makes one file of the command: who installs it needs nothing beside Node. */
import { chmod } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';

const folder = fileURLToPath(new URL('.', import.meta.url));
const outfile = `${folder}dist/main.js`;
await build({
  entryPoints: [`${folder}src/main.ts`],
  outfile,
  bundle: true,
  platform: 'node',
  format: 'esm',
  target: 'node20',
  // Both are private, so they come along, from their sources.
  alias: {
    '@websocket-auth-lab/diagram': `${folder}../diagram/src/index.ts`,
    '@websocket-auth-lab/wire': `${folder}../wire/src/index.ts`,
  },
});
await chmod(outfile, 0o755);
