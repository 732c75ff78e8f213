/** What is measured, and the check that nothing is wrong. */
import type { Seen } from './honest.ts';

export interface Sample extends Seen {
  /** Since the start. */
  readonly seconds: number;
  /** Misuses since the start. */
  readonly misuses: number;
  readonly waiting: number;
  readonly authenticated: number;
  readonly residentBytes: number;
  readonly heapBytes: number;
}

/** Growth that is not a leak: code that is compiled late, and memory that was not yet collected. */
const MAY_GROW = { share: 0.15, bytes: 10_000_000 };

/**
 * Says what is wrong, in sentences.
 *
 * @param samples - taken while there were hostile clients, in order
 * @param last - taken after they had gone
 */
export function problemsOf(samples: readonly Sample[], last: Sample, staying: number): string[] {
  const failures = [...samples, last].flatMap((sample) => sample.failures);
  const quarter = Math.floor(samples.length / 4);
  const problems =
    failures.length > 0 ? [`${failures.length} failures of honest clients: ${failures[0]}`] : [];
  for (const name of ['residentBytes', 'heapBytes'] as const) {
    // The least of a quarter is close to what is left after a collection. The first quarter warms up.
    const least = (part: readonly Sample[]) => Math.min(...part.map((sample) => sample[name]));
    const early = least(samples.slice(quarter, 2 * quarter));
    const late = least(samples.slice(-quarter));
    if (quarter > 0 && late > early * (1 + MAY_GROW.share) + MAY_GROW.bytes) {
      problems.push(`${name} grew from ${early} to ${late}.`);
    }
  }
  if (last.waiting !== 0 || last.authenticated !== staying) {
    problems.push(
      `${last.waiting} waiting and ${last.authenticated} authenticated were left, not 0 and ${staying}.`,
    );
  }
  return problems;
}

export const tableHead =
  'seconds  misuses  waiting  in  echoes  visits  p50 ms  p95 ms  p99 ms  resident MB  heap MB  failures\n';

export function tableLine(sample: Sample): string {
  const { seconds, misuses, waiting, authenticated, echoes, visits, failures } = sample;
  const cells: [string | number, number][] = [
    [seconds, 7],
    [misuses, 9],
    [waiting, 9],
    [authenticated, 4],
    [echoes, 8],
    [visits, 8],
    ...[sample.p50, sample.p95, sample.p99].map((ms): [string, number] => [ms.toFixed(1), 8]),
    [(sample.residentBytes / 1e6).toFixed(1), 13],
    [(sample.heapBytes / 1e6).toFixed(1), 9],
    [failures.length, 10],
  ];
  return `${cells.map(([cell, width]) => String(cell).padStart(width)).join('')}\n`;
}
