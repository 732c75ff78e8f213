/** Keys of a presenter, wherever the focus is. */
import type { Look } from './look.ts';

/** @param actionOf - what a key does, by `KeyboardEvent.key`, if it is not what it always does */
export function listenToPresenter(
  actionOf: (key: string, isTyped?: boolean) => (() => void) | undefined,
): void {
  for (const button of document.querySelectorAll<HTMLButtonElement>('.stage-buttons button')) {
    button.addEventListener('click', () => actionOf(button.value)?.());
  }

  // Before anything that has the focus: a button must not swallow the Space that was meant for the next step.
  addEventListener(
    'keydown',
    (event) => {
      const { altKey, ctrlKey, metaKey, repeat, target } = event;
      // Caps Lock may be on.
      const key = event.key.length === 1 ? event.key.toLowerCase() : event.key;
      const action = actionOf(key, target instanceof Element && target.matches(':read-write, select'));
      // Alt+Left is the browser's.
      if (!action || altKey || ctrlKey || metaKey) return;
      event.preventDefault();
      event.stopPropagation();
      // A key that is held down would race through the story.
      if (!repeat) action();
    },
    true,
  );
  // Where a Space is let go, Firefox presses the button all the same.
  addEventListener('keyup', (event) => event.key === ' ' && actionOf(' ') && event.preventDefault(), true);
}

/** From what is seen now, whoever chose it. */
export function otherLook(look: Look): 'light' | 'dark' {
  const isDark = look === undefined ? matchMedia('(prefers-color-scheme: dark)').matches : look === 'dark';
  return isDark ? 'light' : 'dark';
}
