/** Runs every test of a single part in one process: one process for each file would take longer than the tests. */
import { importAll } from './support/import-all.ts';

for (const folder of ['client', 'docs', 'packages', 'protocol', 'server']) await importAll(folder);
for (const name of ['gate', 'probe', 'wire']) await importAll(`../packages/${name}/tests`, { below: false });
