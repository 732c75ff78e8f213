/** The demo page's diagram. */
import { createDiagram, type Diagram } from '../diagram/diagram.ts';
import type { Shown } from '../diagram/model/shown.ts';
import { find } from '../page/elements.ts';
import { parties } from '../words/diagram.ts';

/** Those of a connection. */
const lifeLines = Object.values(parties);
const saved = find('#saved', HTMLElement);

/** Puts the diagram on the page. @param drawn - called after each drawing */
export function createWire(drawn: (shown: Shown) => void): Diagram {
  const scroller = find('#wire', HTMLElement);
  const detail = find('#wire-detail', HTMLElement);
  return createDiagram({ lifeLines, scroller, detail }, drawn);
}

/** What was said of a picture that is gone. */
export function clearSaved(): void {
  saved.textContent = '';
}
