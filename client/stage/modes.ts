/** The buttons that say how a picture is presented. */
import { isMode, type Mode } from '../diagram/presenter.ts';
import { find } from '../page/elements.ts';

export interface Modes {
  /** Shows how the picture is presented. */
  show(mode: Mode): void;
  /** Shows how many rows are held back. */
  hold(heldBack: number): void;
}

/**
 * Makes the buttons work.
 *
 * @param next - called by a press on *next*
 * @param pressed - called by a press on a mode
 */
export function createModes(next: () => void, pressed: (mode: Mode) => void): Modes {
  const buttons = [...document.querySelectorAll<HTMLButtonElement>('#modes [data-mode]')];
  const nextButton = find('#next', HTMLButtonElement);
  const label = nextButton.textContent;
  for (const button of buttons) {
    const { mode = '' } = button.dataset;
    if (isMode(mode)) button.addEventListener('click', () => pressed(mode));
  }
  nextButton.addEventListener('click', next);
  return {
    show(mode) {
      for (const button of buttons) button.ariaPressed = String(button.dataset.mode === mode);
      nextButton.hidden = mode !== 'step';
    },
    hold(heldBack) {
      nextButton.disabled = heldBack === 0;
      nextButton.textContent = heldBack === 0 ? label : `${label} (${heldBack})`;
    },
  };
}
