/** The diagram's own controls: how it is presented, and how to take it along. */
import { createDiagram, type Diagram } from '../diagram/diagram.ts';
import { isMode, type Mode } from '../diagram/presenter.ts';
import type { Shown } from '../diagram/shown.ts';
import { find } from '../page/elements.ts';
import { parties } from '../words/diagram.ts';
import * as words from './describe.ts';

/** Those of a connection. */
const lifeLines = Object.values(parties);
const modeButtons = [...document.querySelectorAll<HTMLButtonElement>('#modes [data-mode]')];
const nextButton = find('#next', HTMLButtonElement);
const saved = find('#saved', HTMLElement);

export interface WireEvents {
  /** The picture was drawn. */
  drawn(shown: Shown): void;
  /** A press on *next*. */
  next(): void;
  /** A press on a mode. */
  mode(mode: Mode): void;
}

/** Puts the diagram on the page. */
export function createWire({ drawn, next, mode: pressed }: WireEvents): Diagram {
  const scroller = find('#wire', HTMLElement);
  const detail = find('#wire-detail', HTMLElement);
  const diagram = createDiagram({ lifeLines, scroller, detail }, (shown) => {
    const { heldBack } = shown;
    nextButton.disabled = heldBack === 0;
    nextButton.textContent = words.nextLabel(heldBack);
    drawn(shown);
  });
  for (const button of modeButtons) {
    const { mode = '' } = button.dataset;
    if (isMode(mode)) button.addEventListener('click', () => pressed(mode));
  }
  nextButton.addEventListener('click', next);
  return diagram;
}

/** Shows how the picture is presented. */
export function showMode(mode: Mode): void {
  for (const button of modeButtons) button.ariaPressed = String(button.dataset.mode === mode);
  nextButton.hidden = mode !== 'step';
}

/** What was said of a picture that is gone. */
export function clearSaved(): void {
  saved.textContent = '';
}
