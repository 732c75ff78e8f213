/**
 * Waits for an answer no longer than so many milliseconds (0: without end), whether or not whoever is asked heeds the
 * signal. Each question has a signal of its own, and leaves nothing at `left`: that one may outlive any number of them
 * (`AbortSignal.any` would keep a piece of each).
 *
 * @param left - aborted when the client leaves; if it is already, nothing is asked
 * @throws the reason of `left`, a `TimeoutError`, or the error of whoever was asked
 */
export async function within<Value>(
  ms: number,
  question: (signal: AbortSignal) => Promise<Value>,
  left?: AbortSignal,
): Promise<Value> {
  left?.throwIfAborted();
  const waiting = new AbortController();
  const { signal } = waiting;
  const leave = () => waiting.abort(left?.reason);
  const giveUp = () => waiting.abort(new DOMException(`No answer within ${ms} ms.`, 'TimeoutError'));
  const timer = ms > 0 ? setTimeout(giveUp, ms) : undefined;
  left?.addEventListener('abort', leave);
  try {
    const gaveUp = new Promise<never>((_resolve, reject) => {
      signal.addEventListener('abort', () => reject(signal.reason));
    });
    return await Promise.race([question(signal), gaveUp]);
  } finally {
    clearTimeout(timer);
    left?.removeEventListener('abort', leave);
  }
}

/** Whether an error means that `within` gave up after its time. */
export function isTimeout(error: unknown): boolean {
  return error instanceof DOMException && error.name === 'TimeoutError';
}
