/** Every test of a whole server, in one process, for the same reason as in units.ts. */
import { importAll } from './support/import-all.ts';

await importAll('integration');
