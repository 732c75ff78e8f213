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
  // The wire is private, so it comes along, from its source.
  alias: { '@websocket-auth-lab/wire': `${folder}../wire/src/index.ts` },
});
await chmod(outfile, 0o755);
