/**
 * One server under measurement, in a process of its own. Speaks to its parent by messages: tells its port, and what it
 * has used whenever it is asked.
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
