/** Finds how the server refused a handshake. It tells of that only once it is listened to, so this is loaded with that. */
import type { TraceEvent } from '../../../protocol/trace.ts';
import { explainRefusal } from '../../words/refusals.ts';
import type { Refusal } from '../connection.ts';

export function refusalAmong(events: readonly TraceEvent[]): Refusal | undefined {
  const answer = events.find((event) => event.type === 'response');
  if (!answer || answer.status === 101) return undefined;
  const { status, body, headers } = answer;
  const [, seconds] = headers.find(([name]) => name.toLowerCase() === 'retry-after') ?? [];
  return { status, ...explainRefusal(status, body), retryAfterMs: Number(seconds ?? 0) * 1000 || 0 };
}
