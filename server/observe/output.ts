/**
 * Standard output and standard error for servers: no write ever waits or throws, so neither a full disk, nor a closed
 * terminal, nor a reader that does not read can stop the server.
 *
 * What cannot be written waits in memory. Beyond a bound, lines are dropped and counted.
 */
import { constants, fstatSync, openSync, writeSync } from 'node:fs';
import { errorCode } from '../basics/system-error.ts';

/** Most characters that wait: about twenty thousand lines of the log. */
const MAX_WAITING = 4_194_304;

/** When one turn of the event loop has written more characters than this, they are sent before the turn ends. */
const MAX_TURN = 65_536;

/** Milliseconds from a failed write to the next try. They double with each try, up to a maximum. */
const MIN_PAUSE_MS = 1;
const MAX_PAUSE_MS = 100;

/** At the end of the process: how long to wait for a reader that makes no progress, and how long in all. */
const END_PATIENCE_MS = 250;
const END_MAX_MS = 1000;

export interface Output {
  /** Takes whole lines. They are written at the end of the turn of the event loop, in one system call. */
  write(lines: string): void;
  /** Number of calls to `write` whose lines were lost. */
  readonly dropped: number;
  /**
   * Called when lines can be written again after some were lost; may write a line about it.
   *
   * @param lost - number of calls to `write` whose lines were lost in between
   */
  onRecovery: (lost: number) => void;
}

/** @param fd - 1 for standard output, 2 for standard error */
export function createOutput(fd: 1 | 2): Output {
  let descriptor: number | undefined;
  /** What is left of a write that was only partly taken. */
  let rest = Buffer.alloc(0);
  let waiting = '';
  let isStuck = false;
  let pauseMs = MIN_PAUSE_MS;
  let lost = 0;

  /** Writes what waits. @returns the code of the error that stopped it, or undefined if nothing is left */
  const push = (): string | undefined => {
    try {
      descriptor ??= withoutWaiting(fd);
      while (rest.length > 0 || waiting !== '') {
        if (rest.length === 0) {
          rest = Buffer.from(waiting);
          waiting = '';
        }
        rest = rest.subarray(writeSync(descriptor, rest));
        pauseMs = MIN_PAUSE_MS;
      }
      return undefined;
    } catch (error) {
      return errorCode(error) ?? 'unknown';
    }
  };
  const recover = () => {
    isStuck = false;
    if (lost === 0) return;
    const count = lost;
    lost = 0;
    output.onRecovery(count);
  };
  const flush = () => {
    if (push() === undefined) return recover();
    isStuck = true;
    setTimeout(flush, pauseMs).unref();
    pauseMs = Math.min(2 * pauseMs, MAX_PAUSE_MS);
  };
  /** Writes the rest at the end of the process. Waiting for a reader delays nobody any more, but it is limited. */
  const end = () => {
    const start = performance.now();
    let progressAt = start;
    for (;;) {
      const before = rest.length + waiting.length;
      const problem = push();
      if (problem === undefined) {
        recover();
        if (waiting === '') return;
        continue;
      }
      const now = performance.now();
      if (rest.length + waiting.length !== before) progressAt = now;
      const mayWait = problem === 'EAGAIN' && now - progressAt < END_PATIENCE_MS && now - start < END_MAX_MS;
      if (!mayWait) return;
      Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 5);
    }
  };
  const output = {
    dropped: 0,
    onRecovery: (_lost: number) => {},
    write(lines: string) {
      // Once a line is lost, so is every further one until all is written. So there is one gap, and its size is known.
      if (isStuck && (lost > 0 || rest.length + waiting.length + lines.length > MAX_WAITING)) {
        lost++;
        output.dropped++;
        return;
      }
      if (waiting === '' && !isStuck) setImmediate(flushTurn);
      waiting += lines;
      if (waiting.length > MAX_TURN && !isStuck) flush();
    },
  };
  const flushTurn = () => {
    if (!isStuck) flush();
  };
  process.on('exit', end);
  return output;
}

/**
 * Returns a descriptor for the same pipe, terminal or file on which writes never wait.
 *
 * The inherited descriptor is shared with other processes, which may make it blocking again, so a new one is opened. A
 * file is not opened again: it would be overwritten from its beginning, and waits only for the disk.
 */
function withoutWaiting(fd: 1 | 2): number {
  if (fstatSync(fd).isFile()) return fd;
  try {
    return openSync(`/proc/self/fd/${fd}`, constants.O_WRONLY | constants.O_NONBLOCK | constants.O_NOCTTY);
  } catch {
    // A socket, the terminal of another user, or a system without /proc. Node makes pipes and sockets non-blocking as
    // soon as they are used as streams (libuv, uv_pipe_open).
    void (fd === 1 ? process.stdout : process.stderr);
    return fd;
  }
}

/** The outputs of this process. */
export const standardOutput = createOutput(1);
export const standardError = createOutput(2);

/**
 * Sends what libraries and Node itself write (`console`, warnings) the same way: their own writes may wait or throw.
 */
export function leadConsole(): void {
  lead(process.stdout, standardOutput);
  lead(process.stderr, standardError);
  if (process.listenerCount('warning') === 0) return;
  process.removeAllListeners('warning');
  process.on('warning', ({ name, message }) => standardError.write(`${name}: ${message}\n`));
}

function lead(stream: NodeJS.WriteStream, output: Output): void {
  stream.on('error', () => {});
  stream.write = (chunk: string | Uint8Array, encoding?: unknown, written?: unknown) => {
    output.write(typeof chunk === 'string' ? chunk : Buffer.from(chunk).toString());
    const done = typeof encoding === 'function' ? encoding : written;
    if (typeof done === 'function') queueMicrotask(() => done());
    return true;
  };
}
