/**
 * Standard output and standard error, as servers write to them: no write ever waits or throws, so that a full disk, a
 * terminal that is gone or a reader that stands still holds up nobody.
 *
 * What cannot be written waits in memory. Beyond a bound lines are dropped and counted.
 */
import { constants, fstatSync, openSync, writeSync } from 'node:fs';
import { errorCode } from '../basics/system-error.ts';

/** Characters that may wait: some twenty thousand lines of the log. */
const MAX_WAITING = 4_194_304;

/** Characters of one turn of the event loop that are written before its end. */
const MAX_TURN = 65_536;

/** Milliseconds from a write that failed to the next try. Each try without success doubles them. */
const MIN_PAUSE_MS = 1;
const MAX_PAUSE_MS = 100;

/** At the end of the process: milliseconds for a reader that makes no progress, and in all. */
const END_PATIENCE_MS = 250;
const END_MAX_MS = 1000;

export interface Output {
  /** Takes whole lines. They are written at the end of this turn of the event loop, in one system call. */
  write(lines: string): void;
  /** Calls to `write` whose lines were lost. */
  readonly dropped: number;
  /**
   * Is told once the output takes lines again after some were lost, and may write a line about it.
   *
   * @param lost - calls to `write` since then
   */
  onRecovery: (lost: number) => void;
}

/** @param fd - 1 for standard output, 2 for standard error */
export function createOutput(fd: 1 | 2): Output {
  let descriptor: number | undefined;
  /** What is left of a write that was not taken whole. */
  let rest = Buffer.alloc(0);
  let waiting = '';
  let isStuck = false;
  let pauseMs = MIN_PAUSE_MS;
  let lost = 0;

  /** Writes what is there. @returns the code of the error that ended it, or undefined when nothing is left */
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
  /** Nothing else runs any more, so waiting for a reader delays nobody; but it has an end. */
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
      // Once lines are lost, so are the next ones until all is written: the gap is one, and its size is known.
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
 * A descriptor of the same pipe, terminal or file whose writes never wait.
 *
 * The one that was inherited is shared with other processes, which may make it wait again, so it is opened anew. Not a
 * file: it would be written from its beginning, and it makes nobody wait longer than the disk.
 */
function withoutWaiting(fd: 1 | 2): number {
  if (fstatSync(fd).isFile()) return fd;
  try {
    return openSync(`/proc/self/fd/${fd}`, constants.O_WRONLY | constants.O_NONBLOCK | constants.O_NOCTTY);
  } catch {
    // A socket, the terminal of another user, or a system without /proc. Node itself makes pipes and sockets
    // non-blocking once they are asked for as streams (libuv, uv_pipe_open).
    void (fd === 1 ? process.stdout : process.stderr);
    return fd;
  }
}

/** Those of this process. */
export const standardOutput = createOutput(1);
export const standardError = createOutput(2);

/** Leads what libraries and Node itself say (`console`, warnings) the same way: their writes would wait, or throw. */
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
