/** What a server process has used so far. */
export interface Usage {
  /** User and system time, microseconds. */
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
  process.on('message', () => {
    globalThis.gc?.();
    const { user, system } = process.cpuUsage();
    const usage: Usage = { cpu: user + system, memory: process.memoryUsage().rss };
    process.send?.(usage);
  });
}
