/** Removes the earlier build of the server: a file that is no longer in the sources must not be in the build. */
import { rmSync } from 'node:fs';

for (const folder of ['server', 'protocol', 'scripts'])
  rmSync(`dist/${folder}`, { recursive: true, force: true });
