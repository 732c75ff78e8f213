/** Runs the other half of the tests of a whole server, in a process of its own for the second core. */
import { importAll } from './support/import-all.ts';

for (const folder of ['limits', 'methods', 'properties']) await importAll(`integration/${folder}`);
