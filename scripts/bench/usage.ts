/** What a server process has used so far. */
export interface Usage {
  /** User and system time without that of the collections for `memory`, microseconds. */
  readonly cpu: number;
  /** Resident memory after a collection, bytes. */
  readonly memory: number;
}

/**
 * Runs a server in this process, which ends with its parent. It sends its parent the port, and whenever it is asked, what
 * it has used.
 */
export async function serve(start: () => Promise<number>): Promise<void> {
  process.on('disconnect', () => process.exit());
  process.send?.(await start());
  let collecting = 0;
  process.on('message', () => {
    const cpu = used() - collecting;
    globalThis.gc?.();
    const usage: Usage = { cpu, memory: process.memoryUsage().rss };
    collecting = used() - cpu;
    process.send?.(usage);
  });
}

function used(): number {
  const { user, system } = process.cpuUsage();
  return user + system;
}
