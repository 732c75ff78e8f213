/** The buttons that say how a picture is presented. */
import { isMode, type Mode } from '../diagram/presenter.ts';
import { find } from '../page/elements.ts';

const modeButtons = [...document.querySelectorAll<HTMLButtonElement>('#modes [data-mode]')];
const nextButton = find('#next', HTMLButtonElement);

export interface ModeEvents {
  /** A press on *next*. */
  next(): void;
  /** A press on a mode. */
  mode(mode: Mode): void;
}

/** Makes the buttons work. */
export function listenToModes({ next, mode: pressed }: ModeEvents): void {
  for (const button of modeButtons) {
    const { mode = '' } = button.dataset;
    if (isMode(mode)) button.addEventListener('click', () => pressed(mode));
  }
  nextButton.addEventListener('click', next);
}

/** Shows how the picture is presented. */
export function showMode(mode: Mode): void {
  for (const button of modeButtons) button.ariaPressed = String(button.dataset.mode === mode);
  nextButton.hidden = mode !== 'step';
}

/** Shows how many rows are held back. @param label - of the button, without the number */
export function showHeldBack(heldBack: number, label: string): void {
  nextButton.disabled = heldBack === 0;
  nextButton.textContent = heldBack === 0 ? label : `${label} (${heldBack})`;
}
