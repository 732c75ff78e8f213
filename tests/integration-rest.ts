/** Runs the other half of the tests of a whole server, in a process of its own for the second core. */
import { readdirSync } from 'node:fs';
import { importAll } from './support/import-all.ts';

const folders = readdirSync(new URL('./integration/', import.meta.url), { withFileTypes: true })
  // Those of several nodes need both cores to themselves.
  .filter((entry) => entry.isDirectory() && entry.name !== 'nodes');

for (const { name } of folders) await importAll(`integration/${name}`);
