/** Runs checks, with the honest client around each. It knows none of them by name. */
import { lookup } from 'node:dns/promises';
import { type Check, type Finding, Obstacle, type Phase } from '../checks/check.ts';
import { missingNeed } from '../checks/needs.ts';
import type { Target } from '../config/settings.ts';
import { UsageError } from '../config/usage-error.ts';
import type { Transcript } from '../visit/transcript.ts';
import { diagnose } from './diagnose.ts';
import { type Entry, endingOf } from './entry.ts';
import { preflight } from './preflight.ts';
import { Probe, retryAfterOf } from './probe.ts';
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

/** Longest time to wait for a server that turns even honest clients away. */
const MOST_WAIT_S = 65;

interface Outcome extends Finding {
  readonly evidence: readonly Transcript[];
  /** Seconds after which it may go better. */
  readonly again?: number;
}

/** Runs the checks against a server. It rejects for a `UsageError` only: whatever else goes wrong is in the report. */
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
    { verdict, summary, evidence }: Outcome,
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
      source: check.source,
      seconds: Math.round(performance.now() - since) / 1000,
      evidence: evidence.map(({ label, lines, left }) => ({
        label: mask(label),
        lines: lines.map((line) => ({ ...line, text: mask(line.text) })),
        left,
      })),
    };
    reports.set(check.id, report);
    if (aloud) told?.(report);
  };
  const report = (problem?: string): Report => {
    for (const check of checks) {
      if (reports.has(check.id)) continue;
      const summary = problem === undefined ? stopped(interruption) : `Not tried. ${problem}`;
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
  const work = async (phase: Phase, jobs: number) => {
    const waiting = applicable.filter((check) => (check.phase ?? 'together') === phase);
    const next = async () => {
      for (let check = waiting.shift(); check !== undefined && !signal.aborted; check = waiting.shift()) {
        const since = performance.now();
        const finding = await untilAborted(examine(check, session), signal);
        if (finding !== undefined) tell(check, finding, since);
      }
    };
    await Promise.all(Array.from({ length: Math.min(jobs, waiting.length) }, next));
  };

  await work('first', 1);
  const failed = [...reports.values()].find(({ verdict }) => verdict === 'fail');
  if (failed) return report(failed.summary);
  const first = await untilAborted(preflight(session), signal);
  if (first === undefined) return report(timeout.aborted ? noEnd(settings.timeoutMs) : undefined);
  if (!first.ok) return report(`${first.problem} ${diagnose(first.entry, target)}`);
  for (const check of checks) {
    const missing = missingNeed(check.needs, session);
    if (missing !== undefined) tell(check, { verdict: 'n.a.', summary: missing, evidence: [] });
  }
  await work('survival', 1);
  await work('together', settings.jobs);
  await work('load', 1);
  await work('last', 1);
  return report(timeout.aborted ? noEnd(settings.timeoutMs) : undefined);
}

const noEnd = (ms: number) => `Not decided within ${ms / 1000} s (--timeout).`;

function stopped(interruption: AbortSignal): string {
  return interruption.aborted ? 'The run was interrupted before this was decided.' : 'Not tried.';
}

/** One check, between two honest clients. Where the server turned the probe away for a while, once again. */
async function examine(check: Check, session: Session): Promise<Outcome> {
  const finding = await examineOnce(check, session);
  if (finding.again === undefined || finding.verdict !== 'inconclusive') return finding;
  await recover(session, finding.again);
  return examineOnce(check, session);
}

async function examineOnce(check: Check, session: Session): Promise<Outcome> {
  const probe = new Probe(session);
  const { evidence } = probe;
  const { phase } = check;
  if (phase === 'first') return judged(check, probe);
  const before = await session.controls.before();
  if (before.how !== 'in') return obstructed(before, 'before');
  const finding = await judged(check, probe);
  if (phase === 'last' || (finding.again !== undefined && phase !== 'survival')) return finding;
  let after = await session.controls.after();
  if (after.how !== 'in' && phase === 'load') {
    // To be turned away for a while is what such a check may be after.
    await recover(session, retryAfterOf(after.visit) ?? MOST_WAIT_S);
    after = await session.controls.after();
  }
  if (after.how === 'in') return finding;
  evidence.push(after.visit.transcript);
  if (phase !== 'survival') return { ...obstructed(after, 'after'), evidence };
  return {
    verdict: 'fail',
    summary: `Afterwards an honest client was not served any more: ${endingOf(after)}.`,
    evidence,
  };
}

/** What a check found, or what stood in its way. */
async function judged(check: Check, probe: Probe): Promise<Outcome> {
  const { evidence } = probe;
  try {
    return { ...(await check.run(probe)), evidence };
  } catch (error) {
    const inconclusive = (summary: string) => ({ verdict: 'inconclusive', summary, evidence }) as const;
    if (error instanceof UsageError) return inconclusive(error.message);
    if (error instanceof Obstacle) {
      return {
        ...inconclusive(error.message),
        ...(error.retryAfter !== undefined && { again: error.retryAfter }),
      };
    }
    const words = error instanceof Error ? (error.stack ?? error.message) : String(error);
    return inconclusive(`The probe itself failed, please report this: ${words}`);
  }
}

function obstructed(control: Entry, when: string): Outcome {
  return {
    verdict: 'inconclusive',
    summary: `The honest client did not get in right ${when} this check: ${endingOf(control)}.`,
    evidence: [control.visit.transcript],
    again: retryAfterOf(control.visit) ?? 3,
  };
}

/** Waits until an honest client gets in again, as long as the server asked for. */
async function recover(session: Session, seconds: number): Promise<void> {
  const end = performance.now() + 1000 * Math.min(Math.max(seconds, 1) + 1, MOST_WAIT_S);
  while (performance.now() < end && !session.signal.aborted) {
    await new Promise((resolve) => setTimeout(resolve, 1000));
    const control = await session.controls.after();
    if (control.how === 'in') return;
  }
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
