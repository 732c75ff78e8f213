/** Tests of a whole server, in one process, for the same reason as in units.ts; integration-rest.ts has the others. */
import { importAll } from './support/import-all.ts';

await importAll('integration', { below: false });
