import { existsSync } from 'node:fs';
import path from 'node:path';

/** The folder of package.json. This file may run from its source, from below `dist`, or from the development bundle. */
export const projectRoot = folderAbove(import.meta.dirname);

function folderAbove(folder: string): string {
  return existsSync(path.join(folder, 'package.json')) ? folder : folderAbove(path.dirname(folder));
}

/** The page's source, for development. */
export const clientSource = path.join(projectRoot, 'client');

/** What the page's source shares with the server. */
export const protocolSource = path.join(projectRoot, 'protocol');

/** The packages that a page may import: they run in a browser, too. */
export const packageSources = ['diagram', 'gate'].map((name) =>
  path.join(projectRoot, 'packages', name, 'src'),
);

/** The page as `npm run build` leaves it. */
export const clientBuild = path.join(projectRoot, 'dist', 'client');

/** Where certificates are kept. Never served. */
export const certificates = path.join(projectRoot, 'certs');
