/** What a run has to tell, with every credential masked. */
import type { Level } from '../checks/check.ts';
import type { Line } from '../visit/transcript.ts';
import type { Verdict } from './finding.ts';

export interface Exchange {
  readonly label: string;
  /** It shows the fault. */
  readonly fault: boolean;
  readonly lines: readonly Line[];
  /** Lines that were left out at the end. */
  readonly left: number;
}

export interface CheckReport {
  readonly id: string;
  readonly level: Level;
  readonly verdict: Verdict;
  readonly summary: string;
  readonly fault: string;
  readonly sends: string;
  readonly expected: string;
  readonly why: string;
  readonly mend: string;
  /** The same in ws and in Python. */
  readonly ws: string;
  readonly python: string;
  readonly source: string;
  readonly seconds: number;
  readonly evidence: readonly Exchange[];
}

export interface Totals {
  readonly pass: number;
  readonly fail: number;
  readonly na: number;
  readonly inconclusive: number;
}

export interface Report {
  readonly tool: string;
  readonly version: string;
  readonly target: string;
  readonly dialect: string;
  readonly startedAt: string;
  readonly seconds: number;
  readonly connections: number;
  /** Whether somebody ended the run before it was over. */
  readonly interrupted: boolean;
  /** Why nothing could be tried. */
  readonly problem?: string;
  readonly checks: readonly CheckReport[];
  readonly totals: Totals;
}

export function totalsOf(checks: readonly Pick<CheckReport, 'verdict'>[]): Totals {
  const count = (verdict: Verdict) => checks.filter((check) => check.verdict === verdict).length;
  return { pass: count('pass'), fail: count('fail'), na: count('n.a.'), inconclusive: count('inconclusive') };
}

export const exitCodes = { fine: 0, failed: 1, usage: 2, untried: 3 } as const;

export interface Judgement {
  readonly exitCode: number;
  /** Failures that count. */
  readonly failed: readonly string[];
  /** Lines of the baseline that name no failure any more. */
  readonly stale: readonly string[];
}

/**
 * @param baseline - ids of failures that are known
 * @param strict - whether a SHOULD counts like a MUST
 */
export function judge(
  { checks, problem, interrupted }: Pick<Report, 'checks' | 'problem' | 'interrupted'>,
  baseline: readonly string[],
  strict: boolean,
): Judgement {
  const failing = checks.filter(({ verdict }) => verdict === 'fail');
  const failed = failing
    .filter(({ id, level }) => (strict || level === 'MUST') && !baseline.includes(id))
    .map(({ id }) => id);
  // What was not tried, or not decided, may fail still: its line is not stale.
  const decided = checks
    .filter(({ verdict }) => verdict === 'pass' || verdict === 'n.a.')
    .map(({ id }) => id);
  const stale = baseline.filter((id) => decided.includes(id));
  const undecided = checks.some(
    ({ level, verdict }) => verdict === 'inconclusive' && (strict || level === 'MUST'),
  );
  const exitCode =
    failed.length > 0 || stale.length > 0
      ? exitCodes.failed
      : undecided || problem !== undefined || interrupted || checks.length === 0
        ? exitCodes.untried
        : exitCodes.fine;
  return { exitCode, failed, stale };
}
