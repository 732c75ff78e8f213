import { monitorEventLoopDelay } from 'node:perf_hooks';

/** Milliseconds from sample to sample. Node counts them in, so they have to be taken off again. */
const RESOLUTION_MS = 20;

/** How long the event loop kept a timer waiting. One per reader: reading begins anew. */
export interface LoopDelay {
  start(): void;
  stop(): void;
  /**
   * Milliseconds of delay since the last reading.
   *
   * @param quantiles - above 0, up to 1, which is the longest
   */
  read(quantiles: readonly number[]): ReadonlyMap<number, number>;
}

export function createLoopDelay(): LoopDelay {
  const histogram = monitorEventLoopDelay({ resolution: RESOLUTION_MS });
  return {
    start: () => void histogram.enable(),
    stop: () => void histogram.disable(),
    read(quantiles) {
      const read = new Map(
        quantiles.map((quantile) => {
          const ms = histogram.percentile(quantile * 100) / 1e6;
          return [quantile, Math.max(0, ms - RESOLUTION_MS)];
        }),
      );
      histogram.reset();
      return read;
    },
  };
}
