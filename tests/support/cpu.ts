/**
 * Milliseconds of CPU that synchronous work takes. Unlike those of a clock, a busy machine adds nothing to them.
 */
export function cpuMs(work: () => void): number {
  const start = process.cpuUsage();
  work();
  const { user, system } = process.cpuUsage(start);
  return (user + system) / 1000;
}
