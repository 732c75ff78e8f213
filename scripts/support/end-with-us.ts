import { type ChildProcess, spawn } from 'node:child_process';
import { Socket } from 'node:net';

/**
 * Ends a process at once when this one ends, even if this one is killed. A shell waits for that beside it: it reads from a
 * pipe that nobody ever writes to, and that the system closes with this process.
 */
export function endWithUs(child: ChildProcess): void {
  if (child.pid === undefined) return;
  const script = 'read -r _; kill -9 "$1"';
  const watch = spawn('sh', ['-c', script, 'sh', String(child.pid)], {
    stdio: ['pipe', 'ignore', 'ignore'],
    // A signal for this process' group must not end it.
    detached: true,
  });
  watch.on('error', () => {});
  watch.unref();
  if (watch.stdin instanceof Socket) watch.stdin.unref();
  // Before the system gives its id to somebody else.
  child.once('exit', () => watch.kill('SIGKILL'));
}
