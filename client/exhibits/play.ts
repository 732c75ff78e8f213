/** Asks the exhibits to play an attack, and hears what happens: one press, one answer, one result. */
import { type Position, parseRunEvent, type RunEvent } from '../../protocol/attack-facts.ts';
import { hearRun } from '../api/run.ts';
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
  const isOver = await hearRun({
    url: `${exhibits}/run/${name}?fixed=${fixed ? 1 : 0}`,
    parse: parseRunEvent,
    hear,
    signal,
    words: exhibitWords,
  });
  // Broken off after its end: what was held is held no longer.
  if (!isOver && !signal.aborted) hear({ type: 'released' });
}
