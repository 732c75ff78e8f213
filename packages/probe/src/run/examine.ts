/** One check with the honest client around it. */
import type { Check } from '../checks/check.ts';
import { UsageError } from '../config/usage-error.ts';
import type { Transcript } from '../visit/transcript.ts';
import { type Entry, endingOf } from './entry.ts';
import { faultOfOurOwn } from './fault.ts';
import { type Finding, Obstacle } from './finding.ts';
import { Probe } from './probe.ts';
import { isLimited, retryAfterOf, type Session } from './session.ts';

/** Time for a server that has ended to be started again. */
const RESTART_S = 5;

/** Longest time to wait for a server that turns even honest clients away. */
const MOST_WAIT_S = 65;

export interface Outcome extends Finding {
  readonly evidence: readonly Transcript[];
  readonly faults?: ReadonlySet<Transcript>;
  /** Seconds after which it may go better. */
  readonly again?: number;
}

/** One check, between two honest clients. Where the server turned the probe away for a while, once again. */
export async function examine(check: Check, session: Session): Promise<Outcome> {
  const finding = await examineOnce(check, session);
  if (finding.again === undefined || finding.verdict !== 'inconclusive') return finding;
  await recover(session, finding.again);
  return examineOnce(check, session);
}

async function examineOnce(check: Check, session: Session): Promise<Outcome> {
  const probe = new Probe(session);
  try {
    return await surrounded(check, probe);
  } catch (error) {
    return undecided(error, probe);
  }
}

async function surrounded(check: Check, probe: Probe): Promise<Outcome> {
  const { evidence, session } = probe;
  const { phase } = check;
  if (phase === 'first') return judged(check, probe);
  const before = await session.controls.before();
  if (before.how !== 'in') return obstructed(before, 'before');
  const finding = await judged(check, probe);
  if (phase === 'last' || (finding.again !== undefined && phase !== 'survival')) return finding;
  let after = await session.controls.after().catch((error: unknown) => {
    // It was seen that nobody is served any more, so there may be nobody either who gives out credentials.
    if (phase === 'survival' && finding.verdict === 'fail') return undefined;
    throw error;
  });
  if (after === undefined) return finding;
  if (after.how !== 'in' && (phase === 'load' || isLimited(after.visit))) {
    // To be turned away for a while is what a check of load may be after, and may follow on any other.
    await recover(session, retryAfterOf(after.visit) ?? MOST_WAIT_S);
    after = await session.controls.after();
  }
  if (after.how === 'in') return finding;
  evidence.push(after.visit.transcript);
  if (phase !== 'survival' || isLimited(after.visit)) return { ...obstructed(after, 'after'), evidence };
  return {
    verdict: 'fail',
    summary: `Afterwards an honest client was not served any more: ${endingOf(after)}.`,
    evidence,
    faults: new Set([after.visit.transcript]),
  };
}

/** What a check found, or what stood in its way. */
async function judged(check: Check, probe: Probe): Promise<Outcome> {
  try {
    return { ...(await check.run(probe)), evidence: probe.evidence, faults: probe.faults };
  } catch (error) {
    return undecided(error, probe);
  }
}

/** What was thrown, as a reason why nothing was decided. A command of the configuration may fail at any time. */
function undecided(error: unknown, { evidence }: Probe): Outcome {
  const inconclusive = (summary: string) => ({ verdict: 'inconclusive', summary, evidence }) as const;
  if (error instanceof UsageError) return inconclusive(error.message);
  if (error instanceof Obstacle) {
    return {
      ...inconclusive(error.message),
      ...(error.retryAfter !== undefined && { again: error.retryAfter }),
    };
  }
  return inconclusive(faultOfOurOwn(error));
}

function obstructed(control: Entry, when: string): Outcome {
  return {
    verdict: 'inconclusive',
    summary: `The honest client did not get in right ${when} this check: ${endingOf(control)}.`,
    evidence: [control.visit.transcript],
    again: retryAfterOf(control.visit) ?? 3,
  };
}

/** Waits until an honest client gets in again, as long as the server asked for. @returns whether one did */
async function recover(session: Session, seconds: number): Promise<boolean> {
  const end = performance.now() + 1000 * Math.min(Math.max(seconds, 1) + 1, MOST_WAIT_S);
  while (performance.now() < end && !session.signal.aborted) {
    await new Promise((resolve) => setTimeout(resolve, 1000));
    const control = await session.controls.after().catch(() => undefined);
    if (control?.how === 'in') return true;
  }
  return false;
}

/** Whether a server that failed to survive serves again: whoever runs it may have it started anew by itself. */
export async function isBack(session: Session): Promise<boolean> {
  const control = await session.controls.after().catch(() => undefined);
  // Without a client that could ask, nothing is known: the next check will say what is in the way.
  return control === undefined || control.how === 'in' || recover(session, RESTART_S);
}
