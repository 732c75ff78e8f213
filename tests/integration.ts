/** Runs half of the tests of a whole server in one process, as in units.ts; integration-rest.ts runs the others. */
import { importAll } from './support/import-all.ts';

await importAll('integration', { below: false });
