/** Runs the tests of several nodes with one Redis in one process, as in units.ts. */
import { importAll } from './support/import-all.ts';

await importAll('integration/nodes');
