/** A connection that says nothing, watched once for all checks that ask. */
import type { Transcript } from '../visit/transcript.ts';
import { oncePerRun } from './once.ts';
import type { Probe } from './probe.ts';

/** A deadline is "at most"; this is for the way and for busy machines. */
export const DEADLINE_MARGIN_MS = 1500;

export interface Silence {
  readonly transcript: Transcript;
  /** Milliseconds after which the server ended it; `undefined` when it did not within the deadline. */
  readonly endedMs: number | undefined;
}

export const silence = oncePerRun(async (probe: Probe): Promise<Silence> => {
  const visit = await probe.openWebSocket(await probe.planWith(undefined), 'a connection that says nothing');
  const started = performance.now();
  await visit.until(() => !visit.isOpen, 1000 * probe.target.deadlineSeconds + DEADLINE_MARGIN_MS);
  const endedMs = visit.isOpen ? undefined : performance.now() - started;
  visit.leave();
  return { transcript: visit.transcript, endedMs };
});

export function seconds(ms: number): string {
  return `${(ms / 1000).toFixed(1)} s`;
}
