/** Has the exhibits do something, and hears what happens: one press, one answer, one end. */
import { readEvents } from './events.ts';
import { member } from './lab.ts';
import { tabs } from './tabs.ts';

/** What every run may tell. */
interface Failed {
  readonly type: 'failed';
  readonly problem: string;
}

export interface RunPlan<Event> {
  readonly url: string;
  /** undefined for what this page does not know. */
  parse(text: string): Event | undefined;
  /** Told everything, in order; the last is how it ended. */
  hear(event: Event | Failed): void;
  /** Ends the run, and what it holds. */
  readonly signal: AbortSignal;
  readonly words: { readonly noAnswer: string; readonly brokenOff: string };
}

/** @returns whether it came to its own end */
export async function hearRun<Event extends { readonly type: string }>(
  plan: RunPlan<Event>,
): Promise<boolean> {
  const { url, parse, signal, words } = plan;
  // A browser opens six connections to a server, for all tabs together.
  const slot = await tabs.take(url);
  let hasEnded = false;
  const tell = (event: Event | Failed) => {
    hasEnded ||= event.type === 'ended' || event.type === 'failed';
    if (!signal.aborted) plan.hear(event);
  };
  const fail = (problem: string) => tell({ type: 'failed', problem });
  try {
    const response = await fetch(url, { method: 'POST', signal });
    if (!response.ok || !response.body) {
      fail((await refusalOf(response)) ?? words.noAnswer);
      return true;
    }
    await readEvents(response.body, ({ type, data }) => {
      const event = type === 'message' ? parse(data) : undefined;
      if (event) tell(event);
    });
    if (!hasEnded) fail(words.brokenOff);
  } catch {
    // No server, or it broke off. What exactly, a page is not told.
    if (hasEnded) return false;
    fail(words.noAnswer);
  } finally {
    slot.leave();
  }
  return true;
}

/** Why a run was refused, in the server's own words: an object with a problem, or a line where there are too many. */
async function refusalOf(response: Response): Promise<string | undefined> {
  const isFull = response.status === 429 || response.status === 503;
  if (isFull) return (await response.text()).trim() || undefined;
  const problem = member(await response.json().catch(() => undefined), 'problem');
  return typeof problem === 'string' ? problem : undefined;
}
