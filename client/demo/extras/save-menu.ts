/** The menu from which the picture is taken along. */
import type { Diagram } from '../../diagram/diagram.ts';
import { find } from '../../page/elements.ts';
import { saving as words } from '../../words/demo-later.ts';

const saveMenu = find('#save', HTMLDetailsElement);
const saved = find('#saved', HTMLElement);

export function offerSaving(diagram: Diagram): void {
  for (const button of saveMenu.querySelectorAll<HTMLButtonElement>('[data-save]')) {
    button.addEventListener('click', async () => {
      saved.textContent = await import('./saving.ts')
        .then(({ save }) => save(button.dataset.save ?? '', diagram))
        .catch((error: Error) => words.failed(error.message));
      saveMenu.open = false;
    });
  }
  // As with any menu: Escape and a press beside it close it.
  saveMenu.addEventListener('keydown', ({ key }) => {
    if (key !== 'Escape') return;
    saveMenu.open = false;
    saveMenu.querySelector('summary')?.focus();
  });
  document.addEventListener('click', ({ target }) => {
    if (target instanceof Node && !saveMenu.contains(target)) saveMenu.open = false;
  });
}
