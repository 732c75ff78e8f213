/**
 * Runs one measured server, in a process of its own. It sends its parent its port, and whenever it is asked, what it
 * has used.
 */
import { kinds } from './dialects.ts';
import { servers } from './servers.ts';

/** What a server process has used so far. */
export interface Usage {
  /** User and system time, microseconds. */
  readonly cpu: number;
  /** Resident memory after a collection, bytes. */
  readonly memory: number;
}

const kind = kinds.find((name) => name === process.argv[2]);
if (!kind) throw new Error(`name a server: ${kinds.join(', ')}`);
process.send?.(await servers[kind]());
process.on('message', () => {
  globalThis.gc?.();
  const { user, system } = process.cpuUsage();
  const usage: Usage = { cpu: user + system, memory: process.memoryUsage().rss };
  process.send?.(usage);
});
process.on('disconnect', () => process.exit());
