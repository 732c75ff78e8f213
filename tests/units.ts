/** Every test of a single part, in one process: to start one for each file takes longer than these tests do. */
import { importAll } from './support/import-all.ts';

for (const folder of ['client', 'docs', 'packages', 'protocol', 'server']) await importAll(folder);
for (const name of ['gate', 'probe', 'wire']) await importAll(`../packages/${name}/tests`, { below: false });
