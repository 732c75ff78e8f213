/** Removes what an earlier build left of the server: a file that is gone from the sources must be gone from the build. */
import { rmSync } from 'node:fs';

for (const folder of ['server', 'protocol', 'scripts'])
  rmSync(`dist/${folder}`, { recursive: true, force: true });
