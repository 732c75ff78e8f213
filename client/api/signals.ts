/**
 * Runs a step with one signal in place of several, and leaves nothing behind: no listener, since some of them live as
 * long as the page, and no answer that nobody reads to its end, since it would keep its connection. (`AbortSignal.any` is
 * younger than browsers that are in use.)
 */
export async function withSignals<Value>(
  signals: readonly AbortSignal[],
  step: (signal: AbortSignal) => Promise<Value>,
): Promise<Value> {
  const one = new AbortController();
  const abort = () => one.abort();
  for (const signal of signals) {
    if (signal.aborted) abort();
    signal.addEventListener('abort', abort);
  }
  try {
    return await step(one.signal);
  } finally {
    for (const signal of signals) signal.removeEventListener('abort', abort);
    abort();
  }
}
