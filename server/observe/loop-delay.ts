import { monitorEventLoopDelay } from 'node:perf_hooks';

/** Milliseconds between two samples. Node's figures include them, so they are subtracted. */
const RESOLUTION_MS = 20;

/** Measures how long the event loop kept a timer waiting. Each reader needs its own, because reading resets it. */
export interface LoopDelay {
  start(): void;
  stop(): void;
  /**
   * Milliseconds of delay since the last reading.
   *
   * @param quantiles - above 0 and up to 1, which means the longest delay
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
