/**
 * Waits for an answer at most so many milliseconds (0: without limit), even if `question` ignores its signal.
 *
 * Each question has a signal of its own, and removes its listener from `left`, which may outlive many questions.
 * (`AbortSignal.any` would leave a piece of memory behind for each.)
 *
 * @param left - aborted when the client leaves; if it is aborted already, nothing is asked
 * @throws the reason of `left`, a `TimeoutError`, or the error of the question
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

/** Whether an error means that `within` ran out of time. */
export function isTimeout(error: unknown): boolean {
  return error instanceof DOMException && error.name === 'TimeoutError';
}
