/** What the page does about a connection that is gone: in words, with the seconds that are left. */

import { find } from '../../page/elements.ts';
import type { Phase } from '../../reconnect/reconnector.ts';
import { describePhase } from './describe.ts';

/** Is read aloud when it changes. The seconds beside it are not. */
const news = find('#retry-news', HTMLElement);
const phaseText = find('#retry-phase', HTMLElement);
const nowButton = find('#retry-now', HTMLButtonElement);
const stopButton = find('#retry-stop', HTMLButtonElement);

let countdown: ReturnType<typeof setInterval> | undefined;

/** Says what happened. */
export function showNews(text: string): void {
  if (news.textContent !== text) news.textContent = text;
}

/**
 * Says what comes next.
 *
 * @param began - when the phase did, in milliseconds on the page's clock
 */
export function showPhase(phase: Phase, began: number): void {
  const isTrying = phase.type === 'trying';
  if (isTrying && document.activeElement === nowButton) stopButton.focus();
  nowButton.disabled = isTrying;
  clearInterval(countdown);
  const pauseMs = phase.type === 'waiting' ? phase.pauseMs : 0;
  const show = () => {
    phaseText.textContent = describePhase(phase, pauseMs - (performance.now() - began));
  };
  if (phase.type === 'waiting') countdown = setInterval(show, 1000);
  show();
}
