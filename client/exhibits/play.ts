/** Asks the exhibits to play an attack, and hears what happens: one press, one answer, one result. */
import { type Position, parseRunEvent, type RunEvent } from '../../protocol/attack-facts.ts';
import { readEvents } from '../server/events.ts';
import { member } from '../server/lab.ts';
import { tabs } from '../server/tabs.ts';
import { exhibitWords } from '../words/exhibits.ts';

/**
 * @param exhibits - origin of the exhibits
 * @param hear - told everything, in order; the last is how it ended
 * @param signal - ends the run, and what it holds
 */
export async function play(
  exhibits: string,
  { name, fixed }: Position,
  hear: (event: RunEvent) => void,
  signal: AbortSignal,
): Promise<void> {
  const url = `${exhibits}/run/${name}?fixed=${fixed ? 1 : 0}`;
  // A browser opens six connections to a server, for all tabs together.
  const slot = await tabs.take(url);
  let hasEnded = false;
  const tell = (event: RunEvent) => {
    hasEnded ||= event.type === 'ended' || event.type === 'failed';
    if (!signal.aborted) hear(event);
  };
  try {
    const { ok, body, ...response } = await request(url, signal);
    if (!ok || !body) {
      const told: unknown = await response.json();
      const problem = member(told, 'problem');
      return tell({ type: 'failed', problem: typeof problem === 'string' ? problem : exhibitWords.noAnswer });
    }
    await readEvents(body, ({ type, data }) => {
      const event = type === 'message' ? parseRunEvent(data) : undefined;
      if (event) tell(event);
    });
    if (!hasEnded) tell({ type: 'failed', problem: exhibitWords.brokenOff });
  } catch {
    // No server, or it broke off. What exactly, a page is not told.
    if (!hasEnded) tell({ type: 'failed', problem: exhibitWords.noAnswer });
    else tell({ type: 'released' });
  } finally {
    slot.leave();
  }
}

async function request(url: string, signal: AbortSignal) {
  const response = await fetch(url, { method: 'POST', signal });
  const { ok, body } = response;
  return { ok, body, json: () => response.json().catch(() => undefined) };
}
