/** How an attempt to get in ended. A 101 alone is never "in": the server has to answer a message. */
import type { Plan } from '../visit/plan.ts';
import type { Visit } from '../visit/visit.ts';

export interface Entry {
  readonly visit: Visit;
  readonly plan: Plan;
  /**
   * `in`: its message was answered. `refused`: by HTTP, or closed or dropped. `unanswered`: still open, and its message
   * had no answer although an honest client came, asked and was answered meanwhile. `unreachable`: no connection at all.
   */
  readonly how: 'in' | 'refused' | 'unanswered' | 'unreachable';
}

const ownLimits = ['EMFILE', 'ENFILE', 'EADDRNOTAVAIL', 'ENOBUFS', 'ETIMEDOUT'];

/** Whether there was no connection because this machine has no more, or did not wait longer: that says nothing about the server. */
export function isOwnLimit({ failure }: Pick<Visit, 'failure'>): boolean {
  return ownLimits.includes(failure?.code ?? '');
}

/** How it ended, in words for a summary. */
export function endingOf({ visit, how }: Entry): string {
  if (how === 'unreachable') return `no connection (${visit.failure?.message ?? 'unknown'})`;
  if (how === 'in') return 'its message was answered';
  return endOf(visit) ?? 'left open without an answer';
}

/** How the server ended a connection; `undefined` while it has not. */
export function endOf(visit: Visit): string | undefined {
  if (visit.head !== undefined && !visit.upgraded) return `HTTP ${visit.status}`;
  if (visit.close) return `close ${visit.close.code}${visit.close.reason && ` "${visit.close.reason}"`}`;
  if (visit.notHttp) return 'an answer that is no HTTP';
  if (visit.ended) return visit.upgraded ? 'dropped without a close frame' : 'dropped without an answer';
  return undefined;
}
