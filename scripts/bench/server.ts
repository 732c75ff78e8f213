/** Runs one measured server, in a process of its own. */
import { kinds } from './dialects.ts';
import { servers } from './servers.ts';
import { serve } from './usage.ts';

const kind = kinds.find((name) => name === process.argv[2]);
if (!kind) throw new Error(`name a server: ${kinds.join(', ')}`);
await serve(servers[kind]);
