/** Runs checks, with the honest client around each. It knows none of them by name. */
import { lookup } from 'node:dns/promises';
import type { Check, Phase } from '../checks/check.ts';
import { missingNeed } from '../checks/needs.ts';
import type { Target } from '../config/settings.ts';
import { diagnose } from './diagnose.ts';
import { examine, isBack, type Outcome } from './examine.ts';
import { preflight } from './preflight.ts';
import { type CheckReport, type Report, totalsOf } from './report.ts';
import { Session } from './session.ts';
import { tool, version } from './version.ts';

export interface RunSettings {
  readonly target: Target;
  /** In the order in which they are told. */
  readonly checks: readonly Check[];
  readonly jobs: number;
  /** Milliseconds for the whole run. */
  readonly timeoutMs: number;
  /** Aborted by whoever does not want to wait for the end. */
  readonly signal?: AbortSignal;
  /** Is told of every verdict at once. */
  readonly told?: (check: CheckReport) => void;
  /** Whether an address is this machine's own; `undefined` asks the system. */
  readonly loopback?: boolean;
}

/** Runs the checks against a server. Whatever goes wrong is in the report; it rejects for a fault of its own only. */
export async function run(settings: RunSettings): Promise<Report> {
  const { target, checks, told } = settings;
  const startedAt = new Date();
  const started = performance.now();
  const interruption = settings.signal ?? new AbortController().signal;
  const timeout = AbortSignal.timeout(settings.timeoutMs);
  const signal = AbortSignal.any([interruption, timeout]);
  const session = new Session(target, settings.loopback ?? (await isLoopback(target.url)), signal);
  const reports = new Map<string, CheckReport>();

  const tell = (
    check: Check,
    { verdict, summary, evidence, faults }: Outcome,
    since = performance.now(),
    aloud = true,
  ) => {
    const mask = (text: string) => session.masker.mask(text);
    const report: CheckReport = {
      id: check.id,
      level: check.level,
      verdict,
      summary: mask(summary),
      fault: check.fault,
      sends: check.sends,
      expected: check.expects,
      why: check.why,
      mend: check.mend,
      ws: check.ws,
      python: check.python,
      source: check.source,
      seconds: Math.round(performance.now() - since) / 1000,
      evidence: evidence.map((transcript) => ({
        label: mask(transcript.label),
        fault: faults?.has(transcript) ?? false,
        lines: transcript.lines.map((line) => ({ ...line, text: mask(line.text) })),
        left: transcript.left,
      })),
    };
    reports.set(check.id, report);
    if (aloud) told?.(report);
  };
  const report = (problem?: string): Report => {
    for (const check of checks) {
      if (reports.has(check.id)) continue;
      const summary =
        problem === undefined ? stopped(interruption) : `Not tried. ${problem.split(/(?<=\.) /)[0]}`;
      tell(check, { verdict: 'inconclusive', summary, evidence: [] }, undefined, false);
    }
    const told_ = checks.flatMap(({ id }) => reports.get(id) ?? []);
    return {
      tool,
      version,
      target: session.masker.mask(target.url.href),
      dialect: target.dialect.carrier,
      startedAt: startedAt.toISOString(),
      seconds: Math.round(performance.now() - started) / 1000,
      connections: session.connections,
      interrupted: interruption.aborted,
      ...(problem !== undefined && { problem: session.masker.mask(problem) }),
      checks: told_,
      totals: totalsOf(told_),
    };
  };

  const applicable = checks.filter(({ needs }) => missingNeed(needs, session) === undefined);
  /** @returns whether the server still serves anybody */
  const work = async (phase: Phase, jobs: number): Promise<boolean> => {
    const waiting = applicable.filter((check) => (check.phase ?? 'together') === phase);
    const next = async () => {
      for (let check = waiting.shift(); check !== undefined && !signal.aborted; check = waiting.shift()) {
        const since = performance.now();
        const finding = await untilAborted(examine(check, session), signal);
        if (finding !== undefined) tell(check, finding, since);
        if (
          phase === 'survival' &&
          finding?.verdict === 'fail' &&
          (await untilAborted(isBack(session), signal)) === false
        ) {
          return false;
        }
      }
      return true;
    };
    return !(await Promise.all(Array.from({ length: Math.min(jobs, waiting.length) }, next))).includes(false);
  };

  await work('first', 1);
  const failed = [...reports.values()].find(({ verdict }) => verdict === 'fail');
  if (failed) return report(failed.summary);
  const first = await untilAborted(preflight(session), signal);
  if (first === undefined) return report(timeout.aborted ? noEnd(settings.timeoutMs) : undefined);
  if (!first.ok)
    return report([first.problem, first.entry ? diagnose(first.entry, target) : []].flat().join(' '));
  for (const check of checks) {
    const missing = missingNeed(check.needs, session);
    if (missing !== undefined) tell(check, { verdict: 'n.a.', summary: missing, evidence: [] });
  }
  if (!(await work('survival', 1))) {
    return report('The server serves nobody any more, so nothing else could be tried.');
  }
  // Where the next honest client ends the connection of the last, one check at a time.
  await work('together', session.coexists ? settings.jobs : 1);
  await work('load', 1);
  await work('last', 1);
  return report(timeout.aborted ? noEnd(settings.timeoutMs) : undefined);
}

const noEnd = (ms: number) => `Not decided within ${ms / 1000} s (--timeout).`;

function stopped(interruption: AbortSignal): string {
  return interruption.aborted ? 'The run was interrupted before this was decided.' : 'Not tried.';
}

/** @returns what the promise gives, or undefined once the signal is aborted */
async function untilAborted<Value>(promise: Promise<Value>, signal: AbortSignal): Promise<Value | undefined> {
  promise.catch(() => {});
  if (signal.aborted) return undefined;
  let stop = () => {};
  const aborted = new Promise<undefined>((resolve) => {
    stop = () => resolve(undefined);
    signal.addEventListener('abort', stop);
  });
  try {
    return await Promise.race([promise, aborted]);
  } finally {
    signal.removeEventListener('abort', stop);
  }
}

/** Whether a host is this machine. A name that nothing knows is none; the honest client will say so. */
export async function isLoopback({ hostname }: URL): Promise<boolean> {
  try {
    const addresses = await lookup(hostname.replace(/^\[|\]$/g, ''), { all: true });
    return addresses.every(({ address }) => /^127\.|^::1$|^::ffff:127\./.test(address));
  } catch {
    return false;
  }
}
