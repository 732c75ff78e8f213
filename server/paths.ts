import path from 'node:path';

// This file runs as server/paths.ts, or built as dist/server/paths.js.
const above = path.dirname(import.meta.dirname);

/** The folder of package.json. */
export const projectRoot = path.basename(above) === 'dist' ? path.dirname(above) : above;

/** The page's source, for development. */
export const clientSource = path.join(projectRoot, 'client');

/** What the page's source shares with the server. */
export const protocolSource = path.join(projectRoot, 'protocol');

/** The one package that a page may import: it runs in a browser, too. */
export const gateSource = path.join(projectRoot, 'packages', 'gate', 'src');

/** The page as `npm run build` leaves it. */
export const clientBuild = path.join(projectRoot, 'dist', 'client');

/** Where certificates are kept. Never served. */
export const certificates = path.join(projectRoot, 'certs');
