/** `npm run probe-docs`: writes the pages about the probe's checks. */
import { mkdir, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { pages } from './probe-docs/pages.ts';

const folder = path.join('docs', 'probe');
await rm(path.join(folder, 'checks'), { recursive: true, force: true });
await mkdir(path.join(folder, 'checks'), { recursive: true });
for (const [file, text] of pages()) await writeFile(path.join(folder, file), text);
