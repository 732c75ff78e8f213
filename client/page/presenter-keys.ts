/** Keys of a presenter, wherever the focus is. */
import type { Look } from './look.ts';

/**
 * @param onStage - whether the keys are the presenter's now
 * @param actions - what they do on the stage, by `KeyboardEvent.key`
 * @param otherwise - what a key does where it is the page's; undefined: what it always does
 */
export function listenToPresenter(
  onStage: () => boolean,
  actions: ReadonlyMap<string, () => void>,
  otherwise: (key: string) => (() => void) | undefined = () => undefined,
): void {
  for (const button of document.querySelectorAll<HTMLButtonElement>('.stage-buttons button')) {
    button.addEventListener('click', () => actions.get(button.value)?.());
  }

  // Before anything that has the focus: a button must not swallow the Space that was meant for the next step.
  addEventListener(
    'keydown',
    (event) => {
      const { altKey, ctrlKey, metaKey, repeat, target } = event;
      // Caps Lock may be on.
      const key = event.key.length === 1 ? event.key.toLowerCase() : event.key;
      const isTyped = target instanceof HTMLInputElement;
      const action = onStage() ? actions.get(key) : isTyped ? undefined : otherwise(key);
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
  addEventListener('keyup', (event) => event.key === ' ' && onStage() && event.preventDefault(), true);
}

/** From what is seen now, whoever chose it. */
export function otherLook(look: Look): 'light' | 'dark' {
  const isDark = look === undefined ? matchMedia('(prefers-color-scheme: dark)').matches : look === 'dark';
  return isDark ? 'light' : 'dark';
}
