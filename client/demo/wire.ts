/** The demo page's diagram. */
import { createDiagram, type Diagram } from '../diagram/diagram.ts';
import type { Shown } from '../diagram/shown.ts';
import { find } from '../page/elements.ts';
import { listenToModes, type ModeEvents, showHeldBack } from '../stage/modes.ts';
import { controls } from '../words/demo.ts';
import { parties } from '../words/diagram.ts';

/** Those of a connection. */
const lifeLines = Object.values(parties);
const saved = find('#saved', HTMLElement);

export interface WireEvents extends ModeEvents {
  /** The picture was drawn. */
  drawn(shown: Shown): void;
}

/** Puts the diagram on the page. */
export function createWire({ drawn, ...pressed }: WireEvents): Diagram {
  const scroller = find('#wire', HTMLElement);
  const detail = find('#wire-detail', HTMLElement);
  listenToModes(pressed);
  return createDiagram({ lifeLines, scroller, detail }, (shown) => {
    showHeldBack(shown.heldBack, controls.next);
    drawn(shown);
  });
}

/** What was said of a picture that is gone. */
export function clearSaved(): void {
  saved.textContent = '';
}
