/** Compiles the programs that tests start most often: from its sources, each start would take a second of a core. */
import { rmSync } from 'node:fs';
import path from 'node:path';
import { buildSync } from 'esbuild';
import { bundling } from '../../scripts/support/bundle.js';

const programs = [
  'server/main.ts',
  'scripts/auth-server.ts',
  'scripts/certificates.ts',
  'scripts/client.ts',
  'exhibits/attack.ts',
];
const root = path.join(import.meta.dirname, '..', '..');
const folder = path.join(root, '.dev', 'tests');

rmSync(folder, { recursive: true, force: true });

buildSync({ ...bundling, entryPoints: programs, outbase: '.', outdir: folder, absWorkingDir: root });

// program.ts looks for them there.
process.env.COMPILED_PROGRAMS = folder;
