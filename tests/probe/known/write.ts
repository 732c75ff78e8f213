/** `npm run known-servers`: probes them all, and writes docs/probe/known-servers.md. */
import { writeFile } from 'node:fs/promises';
import { knownServers } from './index.ts';
import { look } from './look.ts';
import { documentOf } from './markdown.ts';

const looked = await Promise.all(
  knownServers.map(async (server) => ({
    server,
    version: await server.version(),
    reports: (await look(server)).checks,
  })),
);
await writeFile('docs/probe/known-servers.md', documentOf(looked));
